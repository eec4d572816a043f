"""Questions of choice: the answer is a letter, `before_1 = "c"`, and the test says what each wrong letter mistakes."""

import re
from string import ascii_lowercase

CHOICE = re.compile(r'(\w+) = "([a-z]?)"\s*')
"""The answer cell of such a question, as it is handed out or as in the solution: a name and its letter."""


def blank(source):
    """The answer cell as it is handed out."""
    return f'{CHOICE.fullmatch(source)[1]} = ""'


def mistakes(test, name, names):
    """{letter: what the failed assertion says} of all wrong letters that the test cell knows; it runs with `names`."""
    code, said = compile(test, "cell", "exec"), {}
    for letter in ascii_lowercase:
        try:
            exec(code, {**names, "check": lambda answer: None, name: letter})
        except AssertionError as error:
            if error.args[:1] != (None,):
                said[letter] = str(error)
    return said


def letters_said(source):
    """What a cell answers, without running it: (name, letter) of each answer. Not every editor keeps a cell's id."""
    found = re.findall(r"""^(\w+)\s*=\s*["']\s*([A-Za-z])\s*["']""", source, re.MULTILINE)
    return [(name, letter.lower()) for name, letter in found]
