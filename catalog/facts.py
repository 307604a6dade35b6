"""What is known of a model besides its price: mode, limits, abilities, tokenizer, tier."""

import re
from decimal import Decimal

MODES = {"chat": "chat", "embedding": "embedding", "responses": "responses",
         "completion": "completion", "image_generation": "image", "image_edit": "image",
         "audio_transcription": "audio_transcription", "audio_speech": "audio_speech",
         "realtime": "realtime", "rerank": "rerank", "moderation": "moderation"}
CAN = {"supports_function_calling": "tools", "supports_vision": "vision",
       "supports_response_schema": "json_schema", "supports_reasoning": "reasoning",
       "supports_pdf_input": "pdf", "supports_audio_input": "audio_in",
       "supports_prompt_caching": "prompt_cache"}
CAN_ORDER = ("tools", "vision", "json_schema", "reasoning", "pdf", "audio_in", "prompt_cache")

# Anthropic changed Claude's tokenizer with Opus 4.7 and the fifth generation.
TOKENIZERS = (
    (r"claude-(?:opus-)?(?:4[-.][7-9]|[a-z]+-4[-.][7-9](?!\d)|[a-z]+-[5-9](?!\d))", "claude_4_7"),
    (r"claude", "claude"),
    (r"text-embedding-(?:3|ada)|gpt-(?:3\.5|35|4)(?![.o\d])|gpt-4-", "cl100k_base"),
    (r"gpt-|chatgpt|(?<![a-z0-9])o[1-9](?![a-z0-9])|codex|computer-use|omni-moderation",
     "o200k_base"),
    (r"gemini|gemma|learnlm", "gemini"),
    (r"deepseek", "deepseek"),
    (r"llama-?4", "llama4"), (r"llama-?_?v?3|llama3", "llama3"), (r"llama", "llama2"),
    (r"qwen|qwq|qvq", "qwen"),
    (r"mi[sx]tral|codestral|magistral|devstral|pixtral|voxtral|leanstral", "mistral"),
    (r"grok", "grok"), (r"kimi|moonshot", "kimi"), (r"glm", "glm"), (r"minimax", "minimax"),
    (r"command|aya|cohere|embed-v|embed-(?:english|multi)|rerank-", "cohere"),
    (r"nova-|titan", "amazon"), (r"phi-?\d", "phi"), (r"jamba|^j2", "ai21"),
    (r"granite", "granite"), (r"voyage", "voyage"),
)

# The words by which makers name the size of a model, and the tier they stand for.
SMALL = re.compile(
    r"(?<![a-z])(?:haiku|nano|micro|lite|luna|small|tiny|ministral|instant)(?![a-z])")
MIDDLE = re.compile(r"(?<![a-z])(?:sonnet|flash|terra|medium|large)(?![a-z])")
LARGE = re.compile(r"(?<![a-z])(?:opus|fable|mythos|sol|astra|ultra|pro)(?![a-z])")
MINI = re.compile(r"(?<![a-z])mini(?![a-z])")
SIZE = re.compile(r"(?<![\d.a-z])(\d+(?:\.\d+)?)b(?![a-z])")


def tokenizer_of(full):
    name = full.lower()
    for pattern, family in TOKENIZERS:
        if re.search(pattern, name):
            return family
    return None


def blended(rates):
    """Dollars a million tokens at three tokens in for one out."""
    if "input" not in rates:
        return None
    return (3 * rates["input"] + rates.get("output", rates["input"])) / Decimal(4)


def tier_of(full, can, rates):
    """1 (cheap) to 3 (strong); None without a price in tokens. See README.md, "Tiers"."""
    price = blended(rates)
    if price is None:
        return None
    name = full.split("/", 1)[1].lower()
    sizes = [float(size) for size in SIZE.findall(name)]
    if MINI.search(name):
        return 2 if "reasoning" in can else 1
    if SMALL.search(name) or (sizes and max(sizes) <= 14):
        return 1 if price < 3 else 2
    if MIDDLE.search(name):
        return 2
    if LARGE.search(name) and price >= 2:
        return 3
    return 1 if price < 1 else 2 if price < 5 else 3


def _count(value):
    try:
        return int(value) if value not in (None, "") and int(value) > 0 else None
    except (TypeError, ValueError):
        return None


def of_litellm(row):
    """The facts of a LiteLLM row; "mode" is None for what the catalogue does not keep."""
    mode = MODES.get(row.get("mode"))
    writes = mode not in ("embedding", "rerank", "moderation")
    return {"mode": mode,
            "context": _count(row.get("max_input_tokens")) or _count(row.get("max_tokens")),
            "max_output": _count(row.get("max_output_tokens")) if writes else None,
            "can": {able for field, able in CAN.items() if row.get(field)},
            "deprecated": row.get("deprecation_date") or None}


def of_models_dev(toml):
    modalities = toml.get("modalities", {}).get("input", [])
    can = {able for able, there in (
        ("tools", toml.get("tool_call")), ("vision", "image" in modalities),
        ("json_schema", toml.get("structured_output")), ("reasoning", toml.get("reasoning")),
        ("pdf", "pdf" in modalities), ("audio_in", "audio" in modalities),
        ("prompt_cache", toml.get("cost", {}).get("cache_read"))) if there}
    limit = toml.get("limit", {})
    return {"mode": "chat", "context": _count(limit.get("context")),
            "max_output": _count(limit.get("output")), "can": can, "deprecated": None}


def with_gaps_filled(facts, other):
    """`facts`, with what it does not know from `other`."""
    result = dict(facts)
    result["context"] = facts["context"] or other["context"]
    if facts["mode"] == other["mode"]:
        result["max_output"] = facts["max_output"] or other["max_output"]
    result["can"] = facts["can"] or other["can"]
    return result
