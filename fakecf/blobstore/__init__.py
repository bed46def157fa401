"""The bits: droplets and packages behind an S3 of our own."""

from fakecf.blobstore.blobstore import DROPLETS, PACKAGES, Blobstore

__all__ = ["DROPLETS", "PACKAGES", "Blobstore"]
