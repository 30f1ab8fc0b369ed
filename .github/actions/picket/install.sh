#!/usr/bin/env bash
# The steps of the action. Everything that comes from outside arrives in the environment, never in this text.
set -euo pipefail

fail() { printf '::error::%s\n' "$1"; exit 1; }

# Picket's own repository has no release of what it is about to test: it runs the checkout.
is_own_checkout() { [ -f tools/build.mjs ] && [ -f src/bin.ts ] && grep -q '"name": "sentinel-picket"' package.json; }

case "${1:-}" in
  source)
    if [ -n "$PICKET_TARBALL" ]; then
      [[ "$PICKET_TARBALL" == https://* ]] || fail 'The input tarball must be an https address.'
      [[ "$PICKET_SHA256" =~ ^[0-9a-f]{64}$ ]] || fail 'The input tarball needs the input sha256: 64 hexadecimal digits.'
      source=tarball
    elif is_own_checkout; then
      source=checkout
    else
      [[ "$PICKET_VERSION" =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail 'The input version must be one exact version, such as 1.2.3.'
      source=npm
    fi
    {
      echo "source=$source"
      echo "folder=$RUNNER_TEMP/picket"
      echo "key=picket-$RUNNER_OS-$RUNNER_ARCH-$(node -p 'process.versions.modules')-$source-$PICKET_VERSION-$PICKET_SHA256"
    } >> "$GITHUB_OUTPUT"
    ;;
  install)
    case "$PICKET_SOURCE" in
      checkout)
        npm ci --ignore-scripts --no-audit --no-fund
        npm run build
        mkdir -p "$PICKET_FOLDER/node_modules/.bin"
        ln -sf "$PWD/dist/bin.js" "$PICKET_FOLDER/node_modules/.bin/picket"
        ;;
      tarball)
        curl --fail --silent --show-error --location --proto '=https' --output "$RUNNER_TEMP/picket.tgz" -- "$PICKET_TARBALL"
        printf '%s  %s\n' "$PICKET_SHA256" "$RUNNER_TEMP/picket.tgz" | sha256sum --check --quiet ||
          fail 'The tarball is not the one that sha256 names.'
        npm install --prefix "$PICKET_FOLDER" --ignore-scripts --no-save --no-audit --no-fund "$RUNNER_TEMP/picket.tgz"
        ;;
      npm)
        npm install --prefix "$PICKET_FOLDER" --ignore-scripts --no-save --no-audit --no-fund "picket@$PICKET_VERSION"
        ;;
    esac
    ;;
  path)
    echo "$PICKET_FOLDER/node_modules/.bin" >> "$GITHUB_PATH"
    echo "version=$("$PICKET_FOLDER/node_modules/.bin/picket" --version)" >> "$GITHUB_OUTPUT"
    ;;
  *)
    fail 'install.sh takes source, install or path.'
    ;;
esac
