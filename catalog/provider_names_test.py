"""Whether the program knows the providers' names of every source: `tests/catalog/run`."""

import re
import unittest
from pathlib import Path

import genai
import models_dev
import names
import portkey

TABLE = Path(__file__).parent.parent / "src" / "model" / "provider_names.cc"
SYNONYM = re.compile(r'^ +\{"([a-z]+)", "(\w+)"\},$', re.MULTILINE)


class ProviderNames(unittest.TestCase):
    def test_a_source_s_name_of_a_provider_is_one_of_the_program_s(self):
        known = dict(SYNONYM.findall(TABLE.read_text()))
        for table in (names.PROVIDER_OF, genai.PROVIDER_OF, portkey.FILES, models_dev.FOLDERS):
            for name, provider in table.items():
                letters = re.sub(r"[-_.]", "", name)
                if letters != provider and not letters.startswith("vertexai"):
                    self.assertEqual(known.get(letters), provider, name)


if __name__ == "__main__":
    unittest.main()
