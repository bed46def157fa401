"""One kind of fault a file; discovery finds them."""
