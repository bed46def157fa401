"""One group of calls a file; discovery finds them."""
