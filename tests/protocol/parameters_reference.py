"""Reads `parameters` texts by A1111's rules: the last line counts when its expression matches at least three times.

Usage: parameters_reference.py TEXTS.json, a list of texts. Prints a list of {prompt, negative, fields}.
"""

import json
import re
import sys

FIELD = re.compile(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)')


def unquoted(value):
    if len(value) > 1 and value[0] == '"' and value[-1] == '"':
        try:
            return json.loads(value)
        except ValueError:
            pass
    return value


def read(text):
    lines = text.strip(" \t\n\v\f\r").split("\n")
    fields = FIELD.findall(lines[-1])
    if len(fields) >= 3:
        lines.pop()
    else:
        fields = []
    prompts = {"prompt": "", "negative": ""}
    reading = "prompt"
    for line in lines:
        line = line.strip(" \t\n\v\f\r")
        if line.startswith("Negative prompt:"):
            reading = "negative"
            line = line[len("Negative prompt:"):].strip(" \t\n\v\f\r")
        prompts[reading] += ("\n" if prompts[reading] else "") + line
    return {**prompts, "fields": {key: unquoted(value) for key, value in fields}}


with open(sys.argv[1], encoding="utf-8", newline="") as file:
    print(json.dumps([read(text) for text in json.load(file)]))
