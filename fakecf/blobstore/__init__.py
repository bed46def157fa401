"""The bits: droplets and packages behind an S3 of our own."""

from fakecf.blobstore.blobstore import BUCKETS, DROPLETS, PACKAGES, Blobstore

__all__ = ["BUCKETS", "DROPLETS", "PACKAGES", "Blobstore"]
