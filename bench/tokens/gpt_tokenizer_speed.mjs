// What token_speed.cc does, with npm gpt-tokenizer: `gpt_tokenizer_speed.mjs FOLDER PASSES FILE…`, the
// package being installed in FOLDER.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, passes, ...files] = process.argv.slice(2);
const { encode } = createRequire(`${folder}/`)("gpt-tokenizer/encoding/o200k_base");
const asText = { disallowedSpecial: new Set() };

function bestOf(texts) {
  const best = texts.map(() => Infinity);
  for (let pass = 0; pass < Number(passes); ++pass) {
    texts.forEach((text, i) => {
      const begin = performance.now();
      encode(text, asText);
      best[i] = Math.min(best[i], performance.now() - begin);
    });
  }
  return best.reduce((sum, milliseconds) => sum + milliseconds) / 1000;
}

const results = files.map((file) => [file, { encode: bestOf(JSON.parse(readFileSync(file))) }]);
console.log(JSON.stringify(Object.fromEntries(results)));
