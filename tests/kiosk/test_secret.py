"""The secret that seals PINs is whole, or nothing is sealed."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from booking.settings import SettingRefused
from kiosk.secret import kept_secret


def test_a_secret_is_made_once_and_kept(tmp_path):
    folder = tmp_path / "daten"

    made = kept_secret(folder)

    assert len(made) >= 40
    assert kept_secret(folder) == made
    assert [file.name for file in folder.iterdir()] == ["secret"]
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("kept", ["", "\n", "x" * 15])
def test_what_a_crash_left_seals_nothing(tmp_path, kept):
    (tmp_path / "secret").write_text(kept, encoding="ascii")

    with pytest.raises(SettingRefused, match=str(tmp_path / "secret")):
        kept_secret(tmp_path)

    assert (tmp_path / "secret").read_text(encoding="ascii") == kept


def test_a_crash_before_the_secret_is_whole_leaves_none(tmp_path, monkeypatch):
    def crash(_handle):
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", crash)
        with pytest.raises(OSError, match="no space"):
            kept_secret(tmp_path)

    assert list(tmp_path.iterdir()) == []
    assert kept_secret(tmp_path)


def test_several_starts_at_once_agree(tmp_path):
    together = Barrier(8)

    def start(_number):
        together.wait()
        return kept_secret(tmp_path)

    with ThreadPoolExecutor(8) as starts:
        assert len(set(starts.map(start, range(8)))) == 1
