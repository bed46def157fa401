"""From a configuration to a running server, or to the reason why there is none."""

import errno
import json
import os
import shlex
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from fakecf.addresses import LISTENERS
from fakecf.cli.background import forget_empty_log, let_go
from fakecf.cli.documents import write_whole
from fakecf.cli.endings import USAGE, CommandError
from fakecf.cli.holders import holder
from fakecf.cli.patience import patience
from fakecf.client import USUAL_URL
from fakecf.config import Config

_BESIDE = "fakecf serve " + " ".join(f"--{name}-port 0" for name in LISTENERS)


def run(
    config: Config, ready_file: Path | None, pid_file: Path | None, *, mark: str | None, made_token: str | None
) -> None:
    """Serve until stopped, with the *mark* of the background or None; raises ClickException where that cannot be."""
    from fakecf.cli.card import card
    from fakecf.seeds import SeedError
    from fakecf.server import CertificateError, ListenError, Server
    from fakecf.server import serve as serve_until_stopped

    def ready(server: Server) -> None:
        starting.close()
        if pid_file is not None:
            write_whole(pid_file, f"{os.getpid()}\n", "--pid-file")
            ending.callback(pid_file.unlink, missing_ok=True)
        if ready_file is not None:
            write_whole(ready_file, json.dumps(server.foundation.document()), "--ready-file")
        click.echo(card(server.foundation, _program(), made_token))
        if mark is not None:
            let_go()
            ending.callback(forget_empty_log, mark)
        server.foundation.blobs.warm()

    with ExitStack() as ending, ExitStack() as starting:
        starting.enter_context(patience(f"starting from {', '.join(config.seeds)}"))
        try:
            serve_until_stopped(config, ready=ready)
        except SeedError as error:
            then = f"fakecf seed check {shlex.join(config.seeds)}"
            raise CommandError(str(error), code=USAGE, then=then) from None
        except CertificateError as error:
            raise click.UsageError(f"{error}.") from None
        except ListenError as error:
            raise _refused(error, config) from None


def _program() -> str:
    """How we were called, where the plain name would not be found: out of an environment that is not active."""
    called = Path(sys.argv[0])
    return str(called) if called.name == "fakecf" and shutil.which("fakecf") is None else "fakecf"


def _refused(error: OSError, config: Config) -> click.ClickException:
    """Who might have the port, and which option is in the way."""
    if error.errno not in (errno.EADDRINUSE, errno.EACCES):
        return click.UsageError(f"{error.strerror}. Choose another with --host.")
    listener = next(name for name in LISTENERS if f"the {name} listener" in str(error))
    reason = f"{error.strerror}. Choose another with --{listener}-port, or 0 for a free one."
    if error.errno == errno.EACCES:
        return CommandError(reason, code=USAGE, then=f"fakecf serve --{listener}-port 0")
    control = holder(getattr(config, f"{listener}_port"), config.control_port, config.control_token)
    if control is None:
        reason += " Another program has it."
        return CommandError(reason, code=USAGE, then=f"fakecf serve --{listener}-port 0")
    elsewhere = "" if control == USUAL_URL else f" --url {control}"
    reason += f" A fakecf has it that is steered at {control}; end it with: fakecf stop{elsewhere}"
    return CommandError(reason, code=USAGE, then=_BESIDE)
