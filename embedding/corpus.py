"""Text to distil from: WordNet's definitions, examples and two-word lemmas, and questions and commands
as people put them to programs, filled with WordNet's most frequent lemmas."""

import pathlib
import random
import re

DEFINITIONS, EXAMPLES, LEMMAS, TEMPLATED = 40_000, 30_000, 20_000, 34_000
FREQUENT = {"n": 3000, "v": 1000, "a": 1000}
PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}

TEMPLATES = """
how do i {v} my {n}
how do i {v} a {n}
how can i {v} the {n} of my {n}
how long does it take to {v} a {n}
how much does a {n} cost
how many {n} are in a {n}
how far is the {n} from the {n}
how is a {n} different from a {n}
what is a {n}
what is the {n} of a {n}
what is the {a} way to {v} a {n}
what is the difference between {n} and {n}
what does {a} mean
what does the word {n} mean
what happens if i {v} my {n}
what are the {n} of {n}
what are some {a} {n}
what should i do when my {n} is {a}
what is my {n}
what {n} do i need to {v} a {n}
why is my {n} {a}
why is the {n} not {a}
why did my {n} {v}
why does {n} {v}
why do people {v} {n}
why was i charged for {n}
when will my {n} {v}
when should i {v} the {n}
where can i {v} a {n}
where is my {n}
where do i find the {n}
who can {v} my {n}
which {n} is the most {a}
which is better {n} or {n}
can i {v} my {n} without a {n}
can you {v} the {n} for me
can you tell me about {n}
could you please {v} my {n}
should i {v} {n} or {n}
do i need a {n} to {v}
do you have any {n}
does a {n} {v} the {n}
did you {v} the {n}
is it {a} to {v} a {n}
is there a {n} for {n}
is my {n} {a}
are there any {a} {n} in {n}
will the {n} be {a} tomorrow
i want to {v} my {n}
i need to {v} a {n}
i need help with my {n}
i would like to {v} the {n}
i can not {v} my {n}
i do not understand {n}
i lost my {n}
my {n} does not {v}
my {n} is {a}
my {n} was {a} yesterday
please {v} the {n}
please do not {v} my {n}
tell me about the {n} of {n}
tell me how to {v} {n}
tell me a {a} {n}
give me a {n} of {a} {n}
show me the {n}
set a {n} for the {n}
add {n} to my {n}
remove {n} from my {n}
find a {a} {n} near me
write a {a} {n} about {n}
write a function to {v} a {n}
explain {n} to a {n}
explain why {n} is {a}
summarize the {n}
translate {n} into {n}
list the {n} of {n}
compare {n} and {n}
the {n} of {n} in a {a} {n}
the effect of {n} on {n}
{a} {n} and {a} {n}
{n} for {n}
{v} {n}
{a} {n}
""".strip().splitlines()


def synsets(folder, part):
    """(lemmas, gloss) of every synset of data.PART."""
    for line in (folder / f"data.{part}").read_text("latin-1").splitlines():
        if line.startswith(" "):
            continue
        head, gloss = line.split(" | ", 1)
        fields = head.split()
        count = int(fields[3], 16)
        lemmas = [re.sub(r"\(\w+\)$", "", fields[4 + 2 * i]) for i in range(count)]
        yield [lemma.replace("_", " ") for lemma in lemmas], gloss.strip()


def frequent_lemmas(folder):
    """The most frequent single-word lemmas of every part of speech, by WordNet's tagged counts."""
    counts = {part: {} for part in FREQUENT}
    kinds = {"1": "n", "2": "v", "3": "a", "5": "a"}
    for line in (folder / "cntlist.rev").read_text().splitlines():
        key, _, count = line.split()
        lemma, sense = key.split("%")
        part = kinds.get(sense[0])
        if part and lemma.isalpha() and len(lemma) > 2:
            counts[part][lemma] = counts[part].get(lemma, 0) + int(count)
    return {part: sorted(found, key=lambda lemma: (-found[lemma], lemma))[:FREQUENT[part]]
            for part, found in counts.items()}


def templated(folder, chance):
    words = frequent_lemmas(folder)

    def word(match):
        pool = words[match[1]]
        # Squaring prefers frequent words and still reaches the rare ones.
        return pool[int(len(pool) * chance.random() ** 2)]

    return [re.sub(r"\{(\w)\}", word, chance.choice(TEMPLATES)) for _ in range(TEMPLATED)]


def texts(folder):
    """Every text once, in an order that is the same at every run."""
    folder = pathlib.Path(folder)
    chance = random.Random(1)
    definitions, examples, lemmas = [], [], set()
    for part in PARTS:
        for names, gloss in synsets(folder, part):
            examples += [e for e in re.findall(r'"([^"]+)"', gloss) if len(e.split()) > 2]
            definition = re.sub(r'"[^"]*"', "", gloss).strip("; ")
            if definition:
                definitions.append(definition)
            lemmas.update(name for name in names if name.count(" ") == 1)
    found = []
    for pool, most in ((definitions, DEFINITIONS), (examples, EXAMPLES),
                       (sorted(lemmas), LEMMAS)):
        found += chance.sample(pool, min(most, len(pool)))
    found += templated(folder, chance)
    return list(dict.fromkeys(found))
