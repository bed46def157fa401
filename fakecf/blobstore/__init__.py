"""The bits: droplets and packages behind an S3 of our own."""

from fakecf.blobstore.blobstore import BUCKETS, BUILDPACKS, DROPLETS, PACKAGES, RESOURCES, Blobstore

__all__ = ["BUCKETS", "BUILDPACKS", "DROPLETS", "PACKAGES", "RESOURCES", "Blobstore"]
