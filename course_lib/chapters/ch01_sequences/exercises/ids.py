"""From words to ids."""

from course_lib.kit.practice.exercise import exercise

_TABLE = {"one": 4, "two": 5, "hundred": 6, "and": 7}


@exercise(
    "core",
    title=("words to ids", "从词到编号"),
    statement=(
        "Write `encode_line(text, table)`. It returns a list of ids: one for each word of `text`, then EOS. "
        "`table` is a dict from words to ids. A word that is not in it is unknown and gets the id of UNK.\n\n"
        "Ids 0 to 3 are reserved: PAD 0, BOS 1, EOS 2, UNK 3. Words stand between spaces, one or more.\n\n"
        "    encode_line('one zebra', {'one': 4, 'two': 5})  ->  [4, 3, 2]",
        "写一个函数 `encode_line(text, table)`，返回编号的列表：`text` 里每个词对应一个编号，最后是 EOS。"
        "`table` 是从词到编号的字典；不在其中的词是未知词元，用 UNK 的编号。\n\n"
        "编号 0 到 3 是保留的：PAD 0、BOS 1、EOS 2、UNK 3。词与词之间有一个或多个空格。\n\n"
        "    encode_line('one zebra', {'one': 4, 'two': 5})  ->  [4, 3, 2]",
    ),
    hints=[
        (
            "Three things happen: cut the text, look each word up, add the end.",
            "一共三步：切开文本，逐词查表，加上结尾。",
        ),
        (
            "`text.split()` cuts at any run of spaces. `table[word]` fails for a word that is not there; "
            "a dict has a method that takes a default.",
            "`text.split()` 会在任意多个空格处切开。词不在表中时 `table[word]` 会出错；"
            "字典有一个可以给默认值的方法。",
        ),
        (
            "`table.get(word, 3)` is the id of one word. Collect them in a list and append 2.",
            "`table.get(word, 3)` 就是一个词的编号。把它们收集到列表里，再加上 2。",
        ),
    ],
    cases=[
        ("one hundred and two", _TABLE),
        ("one zebra", _TABLE),
        ("zebra hundred yak yak", _TABLE),
        ("two two two", _TABLE),
        (" one   two ", _TABLE),
        ("", _TABLE),
        ("and", {"and": 9}),
    ],
)
def encode_line(text, table):
    ids = [table.get(word, 3) for word in text.split()]
    return [*ids, 2]


encode_line.wrong(
    "EOS (2) is missing at the end: without it the model cannot know where the sentence stops.",
    "末尾缺少 EOS（2）：没有它，模型不知道句子在哪里结束。",
    lambda text, table: [table.get(word, 3) for word in text.split()],
)
encode_line.wrong(
    "Unknown words have vanished. Put UNK (3) in their place: the model must see that something stood there.",
    "未知的词不见了。请在原位放上 UNK（3）：要让模型看到那里本来有一个词。",
    lambda text, table: [*(table[word] for word in text.split() if word in table), 2],
)
encode_line.wrong(
    "The table does not hold every word of the world. A word that is missing must become UNK (3), no error.",
    "词表不可能包含世上所有的词。查不到的词应变成 UNK（3），而不是报错。",
    lambda text, table: [*(table[word] for word in text.split()), 2],
)
encode_line.wrong(
    "An unknown word got PAD (0). PAD says “nothing stands here”; UNK (3) says “some word stands here”.",
    "未知的词变成了 PAD（0）。PAD 的意思是“这里什么都没有”，UNK（3）的意思是“这里有一个词，但不认识”。",
    lambda text, table: [*(table.get(word, 0) for word in text.split()), 2],
)


@encode_line.wrong(
    "You look up single characters. Looping over a text gives characters: cut it into words first.",
    "你查的是一个个字符。直接遍历字符串得到的是字符，要先切成词。",
)
def characters(text, table):
    return [*(table.get(character, 3) for character in text), 2]


encode_line.wrong(
    "Where two spaces meet there is an empty “word”. `split()` without an argument makes none.",
    "连续的空格之间多出了空的“词”。不带参数的 `split()` 就不会这样。",
    lambda text, table: [*(table.get(word, 3) for word in text.split(" ")), 2],
)
encode_line.wrong(
    "BOS (1) begins a target only. A source line gets EOS at its end, nothing in front.",
    "BOS（1）只用在目标序列的开头。这里只在末尾加 EOS，前面什么都不加。",
    lambda text, table: [1, *encode_line.solve(text, table)],
)
