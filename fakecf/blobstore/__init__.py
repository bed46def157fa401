"""The bits: droplets and packages behind an S3 of our own."""
