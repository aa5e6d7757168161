"""The grammar for lark's LALR parser. `where` extends as far to the right as possible."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Lark

GRAMMAR = r"""
start: LAMBDA? _expr
_expr: or | _and
or: _expr "or" _and
_and: and | _test
and: _and "and" _test
_test: compare | _sum
compare: _sum COMPARISON _sum | _sum MEMBERSHIP _sum
       | _sum "occurs" _occurrence -> occurs
_occurrence: within | side | between | on
within: COMPARISON INTEGER UNIT DIRECTION _anchor
side: DIRECTION _anchor
between: "between" _anchor "and" _anchor
on: "on"? _anchor
_anchor: period | _postfix
period: RELATIVE UNIT
_sum: add | _product
add: _sum SIGN _product
_product: multiply | _unary
multiply: _product FACTOR _unary
_unary: negative | _postfix
negative: "-" _unary
_postfix: field | method | filter | _primary
field: _postfix "." NAME
method: _postfix "." NAME "(" _arguments? ")"
filter: _postfix "[" _expr "]"
_arguments: _expr ("," _expr)*
_primary: "(" _expr ")" | not | quantified | call | name | parameter | list | string | number | truth
not: ("not" | "!") "(" _expr ")"
quantified: QUANTIFIER binding more*
binding: NAME "from" _sum _where?
more: MORE _sum _where?
_where: ("where" | ":") _expr
call: NAME "(" _arguments? ")"
name: NAME
parameter: PARAMETER
list: "[" _arguments? "]"
string: STRING
number: INTEGER | DOUBLE
truth: TRUTH

LAMBDA.3: /\(\s*[A-Za-z_]\w*\s*\)\s*=>/
MORE.3: /,\s*[A-Za-z_]\w*\s+from\b/
QUANTIFIER.2: /(exists|forall|select)\b/
MEMBERSHIP.2: /(in|notIn|like)\b/
TRUTH.2: /(true|false)\b/
DIRECTION.2: /(before|after|from)\b/
RELATIVE.2: /(this|last|next)\b/
UNIT.2: /(millisecond|second|minute|hour|day|week|month|year|decade)s?\b|centur(y|ies)\b|millenn?i(um|a)\b/
COMPARISON: "=" | "!=" | ">=" | ">" | "<=" | "<"
SIGN: "+" | "-"
FACTOR: "*" | "/" | "%"
PARAMETER: /\$\d+/
STRING: /"(\\.|[^"\\])*"/
DOUBLE.2: /\d+\.\d+([eE][+-]?\d+)?|\d+[eE][+-]?\d+/
INTEGER: /\d+/
NAME: /[A-Za-z_]\w*/
%ignore /\s+/
"""

# Names of terminals in error messages; the others are shown as they are written.
NAMES = {
    "NAME": "a name",
    "STRING": "a string",
    "INTEGER": "a number",
    "DOUBLE": "a number",
    "COMPARISON": "a comparison (= != > >= < <=)",
    "MEMBERSHIP": "in, notIn, like",
    "SIGN": "+ -",
    "FACTOR": "* / %",
    "QUANTIFIER": "exists, forall, select",
    "DIRECTION": "before, after, from",
    "RELATIVE": "this, last, next",
    "UNIT": "a unit of time (days, hours…)",
    "TRUTH": "true, false",
    "PARAMETER": "$1",
    "MORE": "",
    "LAMBDA": "",
    "LSQB": "[",
    "RSQB": "]",
    "LPAR": "(",
    "RPAR": ")",
    "DOT": ".",
    "COMMA": ",",
    "COLON": ":",
    "BANG": "!",
    "MINUS": "-",
    "$END": "the end",
}


def names_of(terminals: set[str]) -> str:
    names = {NAMES.get(each, each.lower()) for each in terminals}
    return ", ".join(sorted(names - {""}))


@cache
def parser() -> "Lark":
    from lark import Lark

    return Lark(GRAMMAR, parser="lalr", maybe_placeholders=False, propagate_positions=True)
