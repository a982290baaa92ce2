#!/usr/bin/env bash
# Compiles the styles and lays the pages' parts in var/build: css/, js/, fonts/. Only when something changed.
#   scripts/build_assets.sh [WHERE THE PACKAGES ARE] [WHERE TO BUILD]
. "$(dirname "$0")/prelude.sh"
PACKAGES="${1:-var/npm}/node_modules"
BUILD="${2:-var/build}"

mapfile -t sources < <(find static/scss -name '*.scss' | LC_ALL=C sort)
wanted="$(digest package-lock.json scripts/build_assets.sh "${sources[@]}")"
made_from "$BUILD/.made-from" "$wanted" && exit 0

say "Compiling the styles"
mkdir -p "$BUILD"/{css,js,fonts}
for sheet in app pack; do
  if [ -f "static/scss/$sheet.scss" ]; then
    quietly "sass-$sheet" "static/scss/$sheet.scss does not compile: mend what Sass says above, then run this again." \
      node "$PACKAGES/sass/sass.js" --load-path "$PACKAGES" --style compressed --no-source-map --quiet-deps \
      "static/scss/$sheet.scss" "$BUILD/css/$sheet.css"
  fi
done
cp "$PACKAGES"/govuk-frontend/dist/govuk/govuk-frontend.min.js{,.map} "$BUILD/js/"
cp "$PACKAGES/htmx.org/dist/htmx.min.js" "$BUILD/js/"
cp "$PACKAGES/plotly.js-basic-dist-min/plotly-basic.min.js" "$BUILD/js/"
cp "$PACKAGES/plotly.js-basic-dist-min/LICENSE" "$BUILD/js/plotly-basic.LICENSE.txt"
for face in 400-normal 400-italic 600-normal 700-normal; do
  cp "$PACKAGES/@fontsource/source-sans-3/files/source-sans-3-latin-$face.woff2" \
    "$PACKAGES/@fontsource/source-sans-3/files/source-sans-3-latin-ext-$face.woff2" "$BUILD/fonts/"
done
cp "$PACKAGES/@fontsource/source-sans-3/LICENSE" "$BUILD/fonts/LICENSE.txt"
echo "$wanted" >"$BUILD/.made-from"
