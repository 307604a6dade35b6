"""Reads models.dev's TOML files: abilities, limits, and prices in dollars a million tokens."""

import tomllib
from decimal import Decimal
from pathlib import Path

from blocks import new_block
from money import clean

FOLDERS = {"amazon-bedrock": "bedrock", "anthropic": "anthropic", "azure": "azure",
           "cerebras": "cerebras", "deepseek": "deepseek", "fireworks-ai": "fireworks",
           "google": "gemini", "google-vertex": "vertex", "groq": "groq", "mistral": "mistral",
           "openai": "openai", "togetherai": "together", "xai": "xai"}
LINE_OF = {"input": "input", "output": "output", "cache_read": "cache_read",
           "cache_write": "cache_write", "reasoning": "reasoning", "input_audio": "audio_in",
           "output_audio": "audio_out"}


class ModelsDev:
    def __init__(self, folder, label):
        self.label = label
        self.entries = {}
        for name, provider in FOLDERS.items():
            root = Path(folder) / "providers" / name / "models"
            for path in sorted(root.rglob("*.toml")):
                model = path.relative_to(root).as_posix().removesuffix(".toml")
                self.entries[f"{provider}/{model}"] = tomllib.loads(
                    path.read_text(), parse_float=Decimal)

    def toml(self, full):
        return self.entries.get(full)

    def find(self, full):
        cost = self.entries.get(full, {}).get("cost", {})
        rates = {LINE_OF[field]: clean(value) for field, value in cost.items()
                 if field in LINE_OF}
        if rates.get("cache_write") == 0:
            del rates["cache_write"]
        return new_block(rates) if rates.get("input") else None
