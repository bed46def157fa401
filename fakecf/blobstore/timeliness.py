"""Whether a signature is in time, by the foundation's clock (blobstore 2.2)."""

from datetime import UTC, datetime, timedelta

from fakecf.blobstore.errors import S3Error
from fakecf.blobstore.signatures import LONG_DATE
from fakecf.clock import zulu

_SKEW = timedelta(minutes=15)
_WEEK = 604800


def long_date(moment: str, error: str) -> datetime:
    """The moment in `20261123T135251Z`; raises the S3Error called *error* if it is none."""
    try:
        return datetime.strptime(moment, LONG_DATE).replace(tzinfo=UTC)
    except ValueError:
        raise S3Error(error) from None


def lifetime(seconds: str) -> int:
    """The seconds that a presigned URL lives, a week at most."""
    try:
        found = int(seconds)
    except ValueError:
        raise S3Error("ExpiresNotANumber") from None
    if found < 0:
        raise S3Error("ExpiresNegative")
    if found > _WEEK:
        raise S3Error("ExpiresTooLong")
    return found


def check_period(now: datetime, start: datetime, seconds: int) -> None:
    """Raise S3Error unless *now* lies in the life of a version 4 URL, its start not taken too exactly."""
    if start - now > _SKEW:
        raise S3Error("RequestNotYetValid")
    end = start + timedelta(seconds=seconds)
    if now > end:
        raise S3Error(
            "RequestExpired", extras={"X-Amz-Expires": seconds, "Expires": zulu(end), "ServerTime": zulu(now)}
        )


def check_expires(now: datetime, expires: str) -> None:
    """Raise S3Error unless *now* is before the end of a version 2 URL, in seconds since the epoch."""
    try:
        end = datetime.fromtimestamp(int(expires), UTC)
    except (ValueError, OverflowError, OSError):
        raise S3Error("InvalidExpires", expires) from None
    if now > end:
        raise S3Error("RequestExpired", extras={"Expires": zulu(end), "ServerTime": zulu(now)})


def check_http_date(now: datetime, date: str) -> None:
    """Raise S3Error unless a Date header is about *now*."""
    moment = http_moment(date)
    if moment is None:
        raise S3Error("MissingDate")
    check_skew(now, date, moment)


def http_moment(date: str) -> datetime | None:
    """The moment that a header such as Date or If-Modified-Since names, if it names one."""
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def check_skew(now: datetime, said: str, moment: datetime) -> None:
    """Raise S3Error unless *moment*, which the request calls *said*, is about *now*."""
    if abs(now - moment) > _SKEW:
        extras = {"RequestTime": said, "ServerTime": zulu(now), "MaxAllowedSkewMilliseconds": 900000}
        raise S3Error("RequestTimeTooSkewed", extras=extras)
