"""One Cloud Controller resource a file; discovery finds them."""
