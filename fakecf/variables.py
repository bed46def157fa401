"""Which environment variables each client reads, and what each of them is to tell."""

from collections.abc import Mapping

_LOGIN = {"CF_USERNAME": "username", "CF_PASSWORD": "password"}
_API = {"CF_API": "api", **_LOGIN}

# client: its variables, each with the fact it holds. A fact that a foundation has not (no CA, no user) is left out.
CLIENTS: Mapping[str, Mapping[str, str]] = {
    # `cf auth` reads the login and Go the CA; `cf api` is given its URL as an argument
    "cf": {**_API, "SSL_CERT_FILE": "ca"},
    "curl": {**_API, "CF_UAA": "uaa", "CURL_CA_BUNDLE": "ca"},
    # the session of cloudfoundry-client reads no environment: its `verify` is to be given what requests calls so
    "python": {**_API, "REQUESTS_CA_BUNDLE": "ca"},
    # go-cfclient reads CF_HOME and the login in NewFromCFHome, else what it is given
    "go": {**_API, "SSL_CERT_FILE": "ca"},
    # Java trusts no PEM file, but skipSslValidation makes the client trust every host that the API names
    "java": {**_API, "CF_SKIP_SSL_VALIDATION": "insecure"},
    # as its provider.go reads them; SSL_CERT_FILE would keep terraform itself from its registry
    "terraform": {
        "CF_API_URL": "api",
        "CF_USER": "username",
        "CF_PASSWORD": "password",
        "CF_SKIP_SSL_VALIDATION": "insecure",
    },
    # boto3 and the command read AWS_DEFAULT_REGION, the other SDKs AWS_REGION
    "aws": {
        "AWS_ENDPOINT_URL_S3": "blobstore",
        "AWS_ACCESS_KEY_ID": "access key id",
        "AWS_SECRET_ACCESS_KEY": "secret access key",
        "AWS_DEFAULT_REGION": "region",
        "AWS_REGION": "region",
        "AWS_CA_BUNDLE": "ca",
    },
}

CA_FILE = "fakecf-ca.pem"
