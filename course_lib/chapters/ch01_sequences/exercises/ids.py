"""Tokens: from words to ids, and from the ids of byte pieces back to text."""

from course_lib.kit.practice.exercise import exercise

_TABLE = {"one": 4, "two": 5, "hundred": 6, "and": 7}


@exercise(
    "core",
    minutes=4,
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


_MERGES = [(228, 184), (256, 173), (104, 101), (32, 258), (258, 259)]  # 256 to 260


@exercise(
    "build",
    minutes=8,
    title=("from ids back to text", "从编号拼回原文"),
    statement=(
        "The chapter cut text into byte pieces. Build the way back. Write `text_of(ids, merges)`.\n\n"
        "Here no ids are reserved. An id from 0 to 255 is a byte. The ids from 256 on are "
        "merges, in the order in which they were learnt: "
        "`merges[0]` is a pair of ids, and together they are id 256; `merges[1]` is id 257, and so on. "
        "A merge "
        "may join ids that were merges themselves.\n\n"
        "Return the text. A model may stop in the middle of a character. Bytes that make no character must "
        "become the sign �, without an error: `.decode('utf-8', errors='replace')`.\n\n"
        "    text_of([72, 105, 256, 173], [(228, 184)])  ->  'Hi中'",
        "正文把文字切成了字节块，现在请你写反过来的那一步：函数 `text_of(ids, merges)`。\n\n"
        "这道题里没有保留的编号，0 到 255 就是字节本身。从 256 起是合并得到的块，"
        "按学到的先后排：`merges[0]` 是两个编号，"
        "合起来就是 256 号；`merges[1]` 是 257 号，依此类推。被合并的编号，自己也可能是合并来的。\n\n"
        "返回文字。模型可能写到半个字就停了，凑不成字的字节要变成 �，不能报错："
        "`.decode('utf-8', errors='replace')`。\n\n"
        "    text_of([72, 105, 256, 173], [(228, 184)])  ->  'Hi中'",
    ),
    hints=[
        (
            "First the bytes of all ids, put together. Only then make text of them, once.",
            "先把所有编号的字节接成一串，最后才一次变成文字。",
        ),
        (
            "Keep a dict from ids to bytes. It begins with `{i: bytes([i]) for i in range(256)}`. "
            "How do you get the bytes of 256?",
            "准备一个从编号到字节的字典，一开始是 `{i: bytes([i]) for i in range(256)}`。"
            "256 号的字节怎么得到？",
        ),
        (
            "`for n, (left, right) in enumerate(merges, start=256):` `pieces[n] = pieces[left] + "
            "pieces[right]`. Then `b''.join(pieces[i] for i in ids)`, and decode it.",
            "`for n, (left, right) in enumerate(merges, start=256):` `pieces[n] = pieces[left] + "
            "pieces[right]`。然后 `b''.join(pieces[i] for i in ids)`，再解码。",
        ),
    ],
    cases=[
        ([104, 105], []),
        ([195, 169, 228, 184, 173], []),
        ([72, 105, 256, 173], [(228, 184)]),
        ([257, 259, 257], _MERGES),
        ([260, 33], _MERGES),
        ([72, 105, 256], [(228, 184)]),
        ([173, 104, 228, 257], _MERGES),
        ([], _MERGES),
    ],
)
def text_of(ids, merges):
    pieces = {i: bytes([i]) for i in range(256)}
    for n, (left, right) in enumerate(merges, start=256):
        pieces[n] = pieces[left] + pieces[right]
    whole = b"".join(pieces[i] for i in ids)
    return whole.decode("utf-8", errors="replace")


def _pieces(merges):
    pieces = {i: bytes([i]) for i in range(256)}
    for n, (left, right) in enumerate(merges, start=256):
        pieces[n] = pieces[left] + pieces[right]
    return pieces


def _whole(ids, merges):
    pieces = _pieces(merges)
    return b"".join(pieces[i] for i in ids)


text_of.wrong(
    "You turn each byte into a character of its own: `chr` knows characters, not bytes. 中 is three bytes, "
    "and only the three together are 中.",
    "你把每个字节单独变成了一个字符：`chr` 认的是字符的编号，不是字节。“中”是三个字节，三个凑齐才是“中”。",
    lambda ids, merges: "".join(chr(byte) for byte in _whole(ids, merges)),
)
text_of.wrong(
    "You decode each id alone. The border of two ids may stand inside a character: join all bytes first, "
    "decode once.",
    "你是一个编号一个编号地解码。两个编号的边界可能正好在一个字的中间：先接成一串，再一次解码。",
    lambda ids, merges: "".join(_pieces(merges)[i].decode("utf-8", errors="replace") for i in ids),
)
text_of.wrong(
    "Bytes that make no character stop your function. A model does such things: decode with "
    "`errors='replace'`.",
    "遇到凑不成字的字节，你的函数就停了。模型真的会写出这样的字节：解码时加上 `errors='replace'`。",
    lambda ids, merges: _whole(ids, merges).decode("utf-8"),
)
text_of.wrong(
    "Bytes that make no character have vanished. Show them as �: a reader should see that something is "
    "broken.",
    "凑不成字的字节不见了。请显示成 �，让人看得出这里坏了。",
    lambda ids, merges: _whole(ids, merges).decode("utf-8", errors="ignore"),
)
text_of.wrong(
    "These are bytes. Decode them: a reader wants text.",
    "这还是字节。要解码成文字，人才读得懂。",
    _whole,
)


@text_of.wrong(
    "The parts of a merge may be merges themselves. Take the pieces that you have already put together: "
    "`pieces[left] + pieces[right]`.",
    "合并的两半，自己也可能是合并来的。请用前面已经拼好的块：`pieces[left] + pieces[right]`。",
)
def one_level(ids, merges):
    pieces = {i: bytes([i]) for i in range(256)}
    pieces |= {n: bytes(pair) for n, pair in enumerate(merges, start=256)}
    return b"".join(pieces[i] for i in ids).decode("utf-8", errors="replace")


@text_of.wrong(
    "The first merge has id 256: ids 0 to 255 are the bytes.",
    "第一个合并的编号是 256：0 到 255 是字节。",
)
def begins_at_255(ids, merges):
    pieces = {i: bytes([i]) for i in range(256)}
    for n, (left, right) in enumerate(merges, start=255):
        pieces[n] = pieces[left] + pieces[right]
    return b"".join(pieces[i] for i in ids).decode("utf-8", errors="replace")
