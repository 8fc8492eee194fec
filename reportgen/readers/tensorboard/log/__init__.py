"""What an event file is: records, their checksums, and the values in them."""
