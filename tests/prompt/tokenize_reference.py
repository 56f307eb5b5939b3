#!/usr/bin/env python3
"""What transformers' CLIPTokenizer makes of texts.

    python tokenize_reference.py FOLDER TEXTS [--layout LAYOUT --merges MERGES] [--windows]

TEXTS has one JSON array with one string a line; printed are that string's ids, without begin and end, one line each
(with --windows: cut and padded to the model's length, with begin and end). With --layout the tokenizer is first written
to FOLDER in that layout, from a merges table.
"""
import argparse
import json
from pathlib import Path

from tokenizers.pre_tokenizers import ByteLevel
from transformers import CLIPTokenizer

BEGIN, END = "<|startoftext|>", "<|endoftext|>"
SMALL = 500  # merges


def flags(content, **others):
    return dict(content=content, lstrip=False, rstrip=False, normalized=True, single_word=False) | others


def symbols():
    """The 256 byte symbols in CLIP's order: printable Latin-1, then those that stand for other bytes."""
    return sorted(ByteLevel.alphabet(), key=lambda c: (ord(c) >= 256, ord(c)))


def write(folder, merges, layout):
    lines = merges.read_text(encoding="utf-8").rstrip("\n").split("\n")[1:]
    if layout not in ("published", "openclip"):
        lines = lines[:SMALL]
    tokens = symbols() + [s + "</w>" for s in symbols()] + ["".join(line.split(" ")) for line in lines] + [BEGIN, END]
    vocab = {token: i for i, token in enumerate(tokens)}
    config = {"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "bos_token": BEGIN, "eos_token": END,
              "unk_token": END, "pad_token": "!" if layout == "openclip" else END}

    def save(name, value):
        (folder / name).write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")

    if layout == "special-map":  # as stable-diffusion-v1-5 is published
        save("special_tokens_map.json", {"bos_token": flags(BEGIN), "eos_token": flags(END), "pad_token": END,
                                         "unk_token": flags(END)})
        save("added_tokens.json", {"<Caf\u00c9>": len(vocab), "two words": len(vocab) + 1})
    if layout == "decoder":  # as stable-diffusion-xl is published, and every flag
        extra = [flags("<wide>", lstrip=True, rstrip=True, normalized=False), flags("cat", single_word=True),
                 flags("\u00c9T\u00c9"), flags("\u03a3x", single_word=True, lstrip=True, normalized=False),
                 flags("<wide>r", normalized=False)]
        config["pad_token"] = "!"
        config["added_tokens_decoder"] = {str(vocab[t]): flags(t, special=True, normalized=t != "!") for t in ("!", BEGIN, END)}
        config["added_tokens_decoder"] |= {str(len(vocab) + i): token for i, token in enumerate(extra)}
    save("vocab.json", vocab)
    save("tokenizer_config.json", config)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(lines) + "\n", encoding="utf-8")
    if layout == "whole":  # tokenizer.json alone
        CLIPTokenizer.from_pretrained(folder).save_pretrained(folder)
        for name in ("vocab.json", "merges.txt", "tokenizer_config.json"):
            (folder / name).unlink(missing_ok=True)


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("folder", type=Path)
    a.add_argument("texts", type=Path)
    a.add_argument("--layout", choices=("published", "openclip", "special-map", "decoder", "whole"))
    a.add_argument("--merges", type=Path)
    a.add_argument("--windows", action="store_true")
    args = a.parse_args()
    if args.layout:
        write(args.folder, args.merges, args.layout)
    texts = [json.loads(line)[0] for line in args.texts.read_text(encoding="utf-8").split("\n") if line]
    tokenizer = CLIPTokenizer.from_pretrained(args.folder, local_files_only=True)
    options = dict(padding="max_length", max_length=77, truncation=True) if args.windows else dict(add_special_tokens=False)
    for ids in tokenizer(texts, **options).input_ids:
        print(*ids)
