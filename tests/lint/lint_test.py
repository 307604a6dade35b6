"""The checks of ./dev lint must be able to fail: each is shown what it guards against."""

import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

import layers
import rules
import sizes
import tree

ORDER = ["base", "json", "gateway"]


def reasons(name, text):
    return rules.complaints(name, text)


class Layers(unittest.TestCase):
    def test_a_lower_room_may_not_include_an_upper_one(self):
        self.assertEqual(len(layers.complaints("base/a.h", '#include "json/document.h"\n', ORDER)), 1)

    def test_an_upper_room_includes_a_lower_one(self):
        text = '#include <vector>\n#include "base/error.h"\n#include "json/document.h"\n'
        self.assertEqual(layers.complaints("json/document.cc", text, ORDER), [])

    def test_an_include_names_its_room(self):
        self.assertEqual(len(layers.complaints("base/a.cc", '#include "a.h"\n', ORDER)), 1)

    def test_an_unknown_room_is_named(self):
        self.assertIn("'attic'", layers.complaints("attic/a.cc", "", ORDER)[0])

    def test_the_order_is_the_documented_table(self):
        page = "# X\n## Rooms\n| room | owns |\n|---|---|\n| `base` | a |\n| `json` | b |\n## More\n| `no` |"
        self.assertEqual(layers.rooms(page), ["base", "json"])

    def test_every_folder_of_src_is_in_the_table(self):
        order = layers.rooms((tree.ROOT / "docs/architecture.md").read_text())
        folders = sorted(p.name for p in (tree.ROOT / "src").iterdir() if p.is_dir())
        self.assertEqual(sorted(order), folders)


class Tree(unittest.TestCase):
    def test_the_sources_are_found_without_git_as_with_it(self):
        source = tree.ROOT / "src"
        without_git = {p for p in tree.walked(source) if p.is_file()}
        self.assertIn(source / "base/error.cc", without_git)
        with_git = tree.listed_by_git(tree.ROOT)
        if with_git is not None:
            known = {p for p in with_git if p.is_relative_to(source) and p.is_file()}
            self.assertEqual(without_git, known)


class Sizes(unittest.TestCase):
    def test_functions_are_found_with_their_lines(self):
        text = (
            "namespace a {\n"
            "class B : public C {\n"
            " public:\n"
            "  explicit B(int x)\n"
            "      : x_{x}, y_(2) {\n"
            "    Go();\n"
            "  }\n"
            "  int x() const { return x_; }\n"
            " private:\n"
            "  int x_{0};\n"
            "};\n"
            "const int kTable[] = {1, 2};\n"
            "auto F(int n) -> std::vector<int> {\n"
            "  auto g = [&](int) { return '{'; };\n"
            '  return {g(n), "}"};\n'
            "}\n"
            "}  // namespace a\n")
        self.assertEqual(sizes.functions(text), [(4, 4), (8, 1), (13, 4)])

    def test_comments_and_raw_strings_hold_no_braces(self):
        text = 'void F() {\n  // }\n  auto x = R"({{{)";\n  /* } */\n}\n'
        self.assertEqual(sizes.functions(text), [(1, 5)])

    def test_the_share_is_a_size_that_occurs(self):
        self.assertEqual(sizes.share([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], 0.9), 9)

    def test_too_long_files_and_functions_are_named(self):
        longest = {"file": (601, "a.cc"), "function": (36, "a.cc:1")}
        self.assertEqual(len(sizes.complaints([601], [36], longest)), 3)
        self.assertEqual(sizes.complaints([300], [35], longest), [])


class Rules(unittest.TestCase):
    def test_await_with_a_brace_is_found(self):
        for statement in [
                "co_await Send(Request{1, 2});",
                "auto r = co_await Send([&] { return 1; });",
                "if (co_await Send(Request{})) Go();",
                "Use(Request{1}, co_await Next());",
                "Answer answer{co_await Next()};",
        ]:
            text = "awaitable<void> F() {\n  " + statement + "\n}\n"
            self.assertEqual(len(reasons("a.cc", text)), 1, statement)

    def test_await_beside_blocks_is_fine(self):
        text = ("awaitable<int> F() const {\n"
                "  Request request{1, 2};\n"
                "  if (co_await Send(request)) {\n"
                "    co_await Next();\n"
                "  } else {\n"
                '    co_await Say("{");\n'
                "  }\n"
                "  for (int i = 0; i < co_await Count(); ++i) { Go(); }\n"
                "  auto work = [](int) -> awaitable<void> { co_await Next(); };\n"
                "  co_return co_await Next();\n"
                "}\n")
        self.assertEqual(reasons("a.cc", text), [])

    def test_unfinished_work_is_found(self):
        self.assertEqual(len(reasons("a.md", "TO" + "DO: later\n")), 1)

    def test_a_sleeping_test_is_found(self):
        self.assertEqual(len(reasons("a_test.cc", "std::this_thread::sleep_for(1s);\n")), 1)
        self.assertEqual(len(reasons("tests/x/a.py", "time.sl" + "eep(1)\n")), 1)
        self.assertEqual(reasons("a.cc", "std::this_thread::sleep_for(1s);\n"), [])

    def test_a_disabled_test_is_found(self):
        self.assertEqual(len(reasons("a_test.cc", "TEST(A, DISABLED_B) {}\n")), 1)

    def test_a_path_of_one_machine_is_found(self):
        self.assertEqual(len(reasons("a.sh", "cd /ho" + "me/someone\n")), 1)
        self.assertEqual(reasons("a.sh", "cd build/ho" + "me/x\n"), [])

    def test_a_header_without_guard_is_found(self):
        self.assertEqual(len(reasons("a.h", "int x;\n")), 1)


if __name__ == "__main__":
    unittest.main(verbosity=0)
