#!/usr/bin/env bash
# Build the wheel, install it alone in a new environment, and use it: a dependency that
# only developers have must not become necessary for users.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
.venv/bin/python -m pip -q --disable-pip-version-check wheel --no-deps -w "$place" .
python3 -m venv "$place/env"
"$place/env/bin/pip" -q --disable-pip-version-check install -c constraints.txt "$place"/*.whl
"$place/env/bin/wfm" --version
"$place/env/bin/wfm" calc 100 --interval 30m --aht 3m --target 80/20 > /dev/null
"$place/env/bin/wfm" staff examples/forecast.csv -o "$place/plan.csv" --quiet
"$place/env/bin/python" -c "import wfm; assert wfm.agents_required(10, 180, service_level=0.8, within=20) == 14"
# (the listing goes to a file first: a pipe that grep closes early would fail under pipefail)
"$place/env/bin/python" -m zipfile -l "$place"/*.whl > "$place/listing"
if grep -vE '^(File Name|wfm/[^ ]*(\.py|\.js|\.css|py\.typed) |wfm_staffing-)' "$place/listing"; then
  echo "the wheel contains files that do not belong to it" >&2
  exit 1
fi
echo "smoke: the wheel works alone"
