"""What the sources are known to have wrong, each with the reason. A correction names the model by
a pattern over PROVIDER/NAME and the reading by its label's beginning, and edits that reading's
block."""

import re
from decimal import Decimal

from blocks import scaled


def set_rate(line, value):
    def edit(block):
        if line in block["rates"]:
            block["rates"][line] = Decimal(value)
        return block
    return edit


def drop_service(tier):
    def edit(block):
        block["service"].pop(tier, None)
        return block
    return edit


def set_rates(**rates):
    def edit(block):
        block["rates"].update({line: Decimal(rate) for line, rate in rates.items()})
        return block
    return edit


def in_unit(factor, over):
    """The row is in another unit where its input is over so many dollars a million."""
    def edit(block):
        return scaled(block, Decimal(factor)) if block["rates"].get("input", 0) > over else block
    return edit


def from_step_on(tokens):
    """The context tier begins at the step, not after it."""
    def edit(block):
        for part in (block, *block["service"].values()):
            if tokens in part["above"]:
                part["above"][tokens - 1] = part["above"].pop(tokens)
        return block
    return edit


def drop_above(line):
    """Above every context threshold the line costs what it follows from."""
    def edit(block):
        for part in (block, *block["service"].values()):
            for table in part["above"].values():
                table.pop(line, None)
        return block
    return edit


def set_fee(name, dollars):
    """The fee of a call, where the reading has one."""
    def edit(block):
        if name in block["fees"]:
            block["fees"][name] = Decimal(dollars)
        return block
    return edit


def drop_reading(_block):
    return None


ONE_HOUR = "Anthropic bills a 1-hour cache write at twice the input; LiteLLM has 6.00 in both rows"
# (pattern, beginning of the source's label, edit, reason)
CORRECTIONS = (
    (r"claude-3-haiku", "litellm", set_rate("cache_write_1h", "0.5"), ONE_HOUR),
    (r"claude-3-opus", "litellm", set_rate("cache_write_1h", "30"), ONE_HOUR),
    (r"^openai/gpt-5-nano", "litellm", drop_service("priority"),
     "2.50 in for priority is 50 times the standard 0.05, without a price out; OpenAI lists no "
     "priority price for this model, so it is unpriced there"),
    (r"^mistral/open-mistral-nemo", "litellm", set_rates(input="0.15", output="0.15"),
     "genai-prices, Portkey and models.dev agree on 0.15 in and out; LiteLLM alone has 0.30"),
    (r"^vertex/claude-3-5-haiku(?:@|$)", "litellm",
     set_rates(input="0.8", output="4", cache_read="0.08", cache_write="1"),
     "genai-prices, Portkey and models.dev agree on 0.80/4.00, which Anthropic asks too; LiteLLM "
     "alone has 1.00/5.00"),
    (r"^openai/ft:(?:babbage|davinci)-002$", "litellm", drop_service("batch"),
     "the batch price in the row is that of the model before fine-tuning"),
    (r"^wandb/", "litellm", in_unit("0.00001", over=1000),
     "the rows are a hundred thousand times the price that Weights & Biases lists (0.10 became "
     "10,000)"),
    (r"^(?:azure/jais-|watsonx/)", "litellm", in_unit("0.001", over=200),
     "the rows hold dollars per thousand tokens"),
    (r"^xai/", "litellm", from_step_on(200000),
     "xAI's table bills the upper rates from 200,000 tokens on, not above them (genai-prices)"),
    (r"^openai/(?!.*-search-preview).*gpt-4(?:o|\.1)", "litellm", set_fee("web_search", "0.01"),
     "OpenAI lists 10 dollars a thousand web searches, as Portkey has it; LiteLLM has 25, the "
     "price of the preview tool"),
    (r"/gemini-(?:2\.5|3|3\.1)-pro", "litellm", drop_above("cache_write"),
     "0.25 for a cache write above 200,000 tokens, less than below them, is what Gemini 2.5 Pro's "
     "cached reads cost there; Google bills a write as input"),
    (r"^(?:gemini|vertex)/gemini-3\.6-flash$", "litellm_2026-08", drop_reading,
     "1.50/7.50 is the price after the introductory 0.75/3.75, which genai-prices dates until "
     "2027-01-01"),
)


def apply(full, label, block):
    """The corrected block (None: the reading is dropped) and the reasons that applied."""
    reasons = []
    for pattern, source, edit, reason in CORRECTIONS:
        if block is None:
            break
        if label.startswith(source) and re.search(pattern, full):
            before = repr(block)
            block = edit(block)
            if repr(block) != before:
                reasons.append(f"corrected: {reason}")
    return block, reasons


# Where our price stands though two sources once agreed on another, and why.
KEPT = (
    (r"^openrouter/openai/gpt-5\.1-codex$",
     "genai-prices 0.2.3 has 0.125 for cached input, a tenth of the input as in OpenAI's own list; "
     "its list of August and Portkey had it rounded to 0.13"),
    (r"^xai/grok-4\.20-multi-agent$",
     "genai-prices 0.2.3 dates 1.25/2.50 from 2026-04-30; its own list of August and Portkey still "
     "had 2.00/6.00"),
)


def kept(full):
    return [f"kept: {reason}" for pattern, reason in KEPT if re.search(pattern, full)]
