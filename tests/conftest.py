import jwt  # noqa: F401 - pytester forgets modules first imported under it, and cryptography breaks when imported twice

pytest_plugins = ["pytester"]
