"""Reads texts, one base64 line each, as botocore reads a configuration file, and
answers each with one line of JSON: null when it is refused, else the sections
with their options. Only Python's own parser is needed."""

import base64
import configparser
import json
import os
import sys
import tempfile


def block(value):
    for line in value.splitlines():
        line = line.strip()
        if line and "=" not in line:
            raise ValueError(line)


def read(path):
    parser = configparser.RawConfigParser()
    try:
        parser.read([path], encoding="utf-8")
        answer = {}
        for section in parser.sections():
            options = {name: parser.get(section, name) for name in parser.options(section)}
            for value in options.values():
                if value.startswith("\n"):
                    block(value)
            answer[section] = options
        return answer
    except (configparser.Error, UnicodeDecodeError, ValueError):
        return None


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "config")
    for line in sys.stdin:
        with open(path, "wb") as file:
            file.write(base64.b64decode(line))
        print(json.dumps(read(path)), flush=True)
