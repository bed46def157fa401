import pytest


@pytest.mark.at("blobstore")
def test_the_blob_is_gone_after_the_blobstores_own_checks(wire):
    key = wire.target.partition("?")[0].removeprefix("/cc-droplets/")
    said = wire.struck("vanish")
    assert said.status == 404
    assert f"<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>{key}</Key>" in (
        said.body.decode()
    )
    wrong = wire.ask(wire.connect(), target=wire.target.replace("Signature=", "Signature=0"))
    assert wrong.status == 403


@pytest.mark.at("blobstore")
def test_of_a_download_it_is_the_second_hop_that_fails(wire):
    said = wire.struck("vanish", on="downloads")
    assert said.status == 404
