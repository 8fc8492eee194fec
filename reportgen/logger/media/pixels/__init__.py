"""What images are made of: pixels of arrays, their encoding, and boxes and masks over them."""
