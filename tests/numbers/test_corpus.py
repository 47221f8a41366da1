"""Our reading of phone numbers agrees with the Python port of libphonenumber, but for what is decided."""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COUNT = 20_000
COMPARE = "cargo run -q -p strowger-core --example compare_numbers".split()


def test_every_disagreement_with_the_oracle_is_decided(tmp_path):
    corpus = tmp_path / "corpus.jsonl"
    generate = [sys.executable, str(HERE / "generate.py"), "--seed", "1"]
    with corpus.open("w") as out:
        subprocess.run([*generate, "--count", str(COUNT)], check=True, stdout=out)
    with corpus.open() as lines:
        compared = subprocess.run(
            COMPARE, cwd=ROOT, stdin=lines, capture_output=True, text=True
        )
    assert compared.returncode == 0, compared.stdout + compared.stderr
    assert compared.stdout.startswith(f"{COUNT} texts"), compared.stdout
