"""What panels of lines over steps share: the lines, their picture, and the panel that draws them."""
