#!/usr/bin/env bash
# Installs what package-lock.json pins, puts it on the PATH, and proves that it is what was asked for. Started as
# `bash install.sh` in the folder of the repository, on GitHub, Azure DevOps, GitLab and anywhere else.
set -euo pipefail

fail() {
  if [ -n "${GITHUB_ACTIONS:-}" ]; then
    printf '::error::%s\n' "$1"
  elif [ -n "${TF_BUILD:-}" ]; then
    printf '##vso[task.logissue type=error]%s\n' "$1"
  else
    printf 'Error: %s\n' "$1"
  fi
  exit 1
}

[ -f package-lock.json ] || fail 'There is no package-lock.json here. Run `picket upgrade` and commit what it writes.'

[ ! -e npm-shrinkwrap.json ] ||
  fail 'There is an npm-shrinkwrap.json, which npm reads in place of package-lock.json. Remove it: package-lock.json pins the tool.'

# A file of the repository there could pass for a plan or a report of the pipeline.
if [ -e .git ]; then
  planted=$(git -c safe.directory="$PWD" ls-files -- picket) ||
    fail 'git cannot say which files the repository holds. The lines above say why.'
  [ -z "$planted" ] ||
    fail "The repository holds ${planted%%$'\n'*}, and pipelines keep their plans and reports in picket/. Give that folder another name in the repository."
fi

# `installed VERSION` where the tool is a dependency, `own VERSION` in the repository of the tool itself, else nothing.
pinned=$(node -p '
  const { packages } = JSON.parse(fs.readFileSync("package-lock.json", "utf8"));
  const own = packages[""]?.bin?.picket && packages[""].version;
  const tool = packages["node_modules/sentinel-picket"]?.version;
  own ? `own ${own}` : tool ? `installed ${tool}` : ""
') || fail 'package-lock.json cannot be read. Take it from the last commit that worked, or run `picket upgrade`.'
[ -n "$pinned" ] || fail 'package-lock.json does not pin sentinel-picket. Run `picket upgrade` and commit what it writes.'
wanted=${pinned#* }

npm ci --ignore-scripts --no-audit --no-fund ||
  fail 'npm ci failed: what package-lock.json pins could not be installed. The lines above say why.'

bin=$PWD/node_modules/.bin
if [ "${pinned%% *}" = own ]; then
  npm run build || fail 'The build failed. The lines above say why.'
  bin=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/picket-bin
  mkdir -p "$bin"
  ln -sf "$PWD/dist/bin.js" "$bin/picket"
fi

found=$("$bin/picket" --version) || fail 'picket does not start. The lines above say why.'
[ "$found" = "$wanted" ] ||
  fail "picket --version says $found, but package-lock.json pins $wanted. Run \`picket upgrade\` and commit what it writes."

echo "picket $found"
[ -z "${GITHUB_PATH:-}" ] || echo "$bin" >> "$GITHUB_PATH"
[ -z "${GITHUB_OUTPUT:-}" ] || echo "version=$found" >> "$GITHUB_OUTPUT"
[ -z "${TF_BUILD:-}" ] || echo "##vso[task.prependpath]$bin"
