"""Whatever a container is: nothing raises, no limit is passed, no file is lost without a reason."""

from pathlib import Path

from tests.support.container_fuzz import Fuzz, is_doubtful, originals


def test_the_originals_are_whole(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path / "spool")
    for original in originals():
        found = fuzz.take_apart(original.name, original.data)
        assert not is_doubtful(found), original.name
        assert len(found.parts.attachments) == original.files, original.name


def test_500_mutations_of_containers(tmp_path: Path) -> None:
    fuzz = Fuzz(tmp_path / "spool")
    fuzz.over(range(500))
    assert fuzz.faults == []
    assert fuzz.whole > 5, "some changes touch nothing that matters"
