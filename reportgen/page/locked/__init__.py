"""A report that opens with a password: the whole page encrypted, inside a page that decrypts it in the browser."""
