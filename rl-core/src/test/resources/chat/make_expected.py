"""Writes expected.json: what Jinja2, set up as transformers sets it up, makes of the templates and expressions here.

Run with a Python that has jinja2: python make_expected.py
"""
import json, pathlib
from datetime import datetime
import jinja2.ext
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

HERE = pathlib.Path(__file__).parent


class Generation(jinja2.ext.Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return jinja2.nodes.CallBlock(self.call_method("_run"), [], [], body).set_lineno(line)

    def _run(self, caller):
        return caller()


def raise_exception(message):
    raise TemplateError(message)


def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


env = ImmutableSandboxedEnvironment(
    trim_blocks=True, lstrip_blocks=True, extensions=[jinja2.ext.loopcontrols, Generation])
env.filters["tojson"] = tojson
env.globals["raise_exception"] = raise_exception
env.globals["strftime_now"] = lambda f: datetime(2026, 3, 7, 15, 4, 5).strftime(f)

user = lambda s: {"role": "user", "content": s}
assistant = lambda s, **more: {"role": "assistant", "content": s, **more}
system = lambda s: {"role": "system", "content": s}
tool = lambda s: {"role": "tool", "name": "calc", "content": s}
calc = [{"type": "function", "function": {
    "name": "calc", "description": "Évaluates <expr> & 'more'",
    "parameters": {"type": "object", "properties": {"expr": {"type": "string"}}, "required": ["expr"], "extra": {}}}}]
one = [{"type": "function", "function": {"name": "calc", "arguments": {"expr": "1+1"}}}]
two = one + [{"type": "function", "function": {
    "name": "calc", "arguments": {"expr": "a<b & c>'d'", "n": 2, "f": 1.5, "tiny": 1e-7, "b": True, "z": None, "l": []}}}]
conversations = {
    "question": {"messages": [user("What is 2+2?")]},
    "system": {"messages": [system("  Be brief.\n"), user("What is 2+2?")]},
    "long": {"messages": [system("Be brief."), user("hi"), assistant("Hello!"), user("  What is 2 < 3 & 'x'?\n")]},
    "thoughts": {"messages": [
        user("q"), assistant("<think>\nreason\n</think>\n\nAnswer 4"), user("again"), assistant("<think>\nmore\n</think>\n\n5")]},
    "reasoning": {"messages": [user("q"), assistant("four", reasoning_content="\n2 and 2\n")], "add_generation_prompt": False},
    "tools": {"messages": [user("compute")], "tools": calc},
    "call": {"messages": [system("sys"), user("compute"), assistant("", tool_calls=one), tool("2")], "tools": calc},
    "calls": {"messages": [
        user("compute"), assistant("calling", tool_calls=two), tool("2"), tool("3 < 4"), assistant("done"), user("thanks")],
        "tools": calc},
    "quick": {"messages": [user("q")], "enable_thinking": False},
    "answered": {"messages": [user("q"), assistant("a")], "add_generation_prompt": False},
    "hostile": {"messages": [system("{{ bos_token }}"), user("{{ 6*7 }} {% if x %} {# c #} {%- raw %} }} \\n \"q\" 🙂 é")]},
    "odd": {"messages": [{"role": "critic", "content": "no"}, user("a"), system("late"), user("b")]},
    "silent": {"messages": [tool("1")]},
}

values = {
    "text": "Hello, Wörld 🙂!", "empty": "", "n": 7, "f": 2.5, "yes": True, "no": False, "nothing": None,
    "list": [3, 1, 2], "words": ["b", "A", "c", "a"], "tree": {"b": 1, "a": {"x": [1]}}, "spaces": " \t a  b\u00a0c \n",
    "rows": [{"k": "x", "v": 2}, {"k": "y", "v": 1}, {"k": "z"}], "items_key": {"items": 5, "get": 6},
}
expressions = [line for line in (HERE / "expressions.txt").read_text().split("\n") if line]


def run(source, variables):
    try:
        return env.from_string(source).render(**variables)
    except Exception as e:
        return {"error": str(e)}


out = {"conversations": {}, "templates": {}, "values": values, "expressions": []}
for name, variables in conversations.items():
    out["conversations"][name] = {
        "add_generation_prompt": True, "bos_token": "<BOS>", "eos_token": "<EOS>", **variables}
for path in sorted(HERE.glob("*.jinja")):
    source = path.read_text()
    out["templates"][path.stem] = {name: run(source, v) for name, v in out["conversations"].items()}
for source in expressions:
    source = source.replace("\\N", "\n")
    out["expressions"].append({"source": source, "result": run(source, values)})
(HERE / "expected.json").write_text(json.dumps(out, indent=1, ensure_ascii=False) + "\n")
print({n: sum(isinstance(v, dict) for v in r.values()) for n, r in out["templates"].items()})
for e in out["expressions"]:
    if isinstance(e["result"], dict):
        print(e["source"], "->", e["result"]["error"])
