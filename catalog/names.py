"""From a source's key to PROVIDER/NAME, and which names are one model."""

import re

# LiteLLM's provider to Farthing's; a provider that is not here keeps its name.
PROVIDER_OF = {
    "text-completion-openai": "openai", "azure_text": "azure", "azure_ai": "azure",
    "bedrock_converse": "bedrock", "bedrock_mantle": "bedrock", "codestral": "mistral",
    "text-completion-codestral": "mistral", "cohere_chat": "cohere", "together_ai": "together",
    "fireworks_ai": "fireworks", "fireworks_ai-embedding-models": "fireworks",
    "text-completion-inception": "inception", "meta_llama": "meta",
}
# What a provider sells under a subscription, or sizes and tools that are no model.
LEFT_OUT = {"github_copilot", "chatgpt", "sample_spec", "palm", "lemonade", "anyscale"}
SECOND_DOORS = {"azure_ai", "bedrock_mantle"}
REGION = r"(?:us|eu|apac|au|jp|ca|in|kr|sg|gb|ae|br|global|us-gov|global-standard|data-zone)"
STEM_PREFIX = re.compile(
    rf"^(?:(?:bedrock/)?(?:[a-z]{{2}}(?:-gov|-iso\w?)?-[a-z]+-\d)/|{REGION}/|{REGION}\.)+")
STEM_SUFFIX = re.compile(
    r"(?:[-@](?:20\d{2}-?\d{2}-?\d{2}|default|latest|\d{4}|0\d{2})|-v\d+:\d+(?::\w+)?|(?<=\d)-v1|"
    r"-\d{2}-20\d{2}|-\d{2}-\d{2})$")


# Names that their provider lets go from one snapshot to the next.
MOVING = re.compile(r"[-@](?:latest|default)$")


def provider_of(litellm_provider):
    if litellm_provider.startswith("vertex_ai"):
        return "vertex"
    return PROVIDER_OF.get(litellm_provider, litellm_provider)


def full_name(key, litellm_provider):
    """PROVIDER/NAME of a LiteLLM key; None when it is no model of a provider."""
    if litellm_provider in LEFT_OUT:
        return None
    provider = provider_of(litellm_provider)
    prefixes = {litellm_provider, provider, litellm_provider.split("-")[0],
                litellm_provider.replace("_", "-")}
    name = key
    for prefix in prefixes:
        if key.startswith(prefix + "/"):
            name = key[len(prefix) + 1:]
            break
    return f"{provider}/{name}"


def key_rank(key, litellm_provider):
    """Of several keys with one full name the lowest wins: a provider's own list before its second
    door, a key that names its provider before a bare one."""
    named = key.split("/")[0] in (litellm_provider, litellm_provider.split("-")[0])
    return (litellm_provider in SECOND_DOORS, not named)


def region_of(full):
    """The region a name is sold in ("" when it names none): bedrock/us.X, azure/eu/X."""
    name = full.split("/", 1)[1]
    match = STEM_PREFIX.match(name)
    if not match:
        return ""
    return match.group().strip("/.").removeprefix("bedrock/")


def stem_of(full):
    """What dated snapshots, regional prefixes and -latest of one model have in common."""
    provider, name = full.split("/", 1)
    if provider in ("bedrock", "azure"):
        name = STEM_PREFIX.sub("", name)
    while True:
        shorter = STEM_SUFFIX.sub("", name)
        if shorter == name or not shorter:
            return f"{provider}/{name}"
        name = shorter


def head_order(full):
    """Sorts the names of one model: the plain one, then -latest, then the newest snapshot."""
    stem = stem_of(full)
    date = re.findall(r"\d{4,}", full.removeprefix(stem).replace("-", "")) if full != stem else []
    odd = "@" in full and not full.startswith("vertex/")
    moving = MOVING.search(full)
    return (full != stem, bool(region_of(full)), odd, not moving,
            -int(date[-1]) if date else 0, len(full), full)
