import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtensionOID

from fakecf.server.certificates import make


@pytest.fixture
def made():
    return make(["localhost", "*.example.org", "127.0.0.1", "::1"])


@pytest.fixture
def certificate(made):
    return x509.load_pem_x509_certificate(made.pair)


def test_the_ca_signs_the_certificate_and_nothing_below_it(made, certificate):
    ca = x509.load_pem_x509_certificate(made.ca.encode())
    certificate.verify_directly_issued_by(ca)
    assert ca.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_key_is_the_certificates_and_not_the_cas(made, certificate):
    ca = x509.load_pem_x509_certificate(made.ca.encode())
    key = load_pem_private_key(made.pair, None).public_key()
    assert key == certificate.public_key()
    assert key != ca.public_key()


def test_it_names_hosts_and_addresses_each_as_what_it_is(certificate):
    named = certificate.extensions.get_extension_for_oid(ExtensionOID.SUBJECT_ALTERNATIVE_NAME).value
    assert named.get_values_for_type(x509.DNSName) == ["localhost", "*.example.org"]
    assert [str(each) for each in named.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]


def test_it_is_valid_already_for_a_clock_that_is_behind_and_never_longer_than_clients_take(certificate):
    now = dt.datetime.now(dt.UTC)
    assert certificate.not_valid_before_utc < now - dt.timedelta(hours=23)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= dt.timedelta(days=397)


def test_two_are_of_different_cas(made):
    subjects = {x509.load_pem_x509_certificate(each.ca.encode()).subject for each in (made, make([]))}
    assert len(subjects) == 2
