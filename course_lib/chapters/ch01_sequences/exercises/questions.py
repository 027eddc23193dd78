"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

average = Question(
    __name__,
    "average",
    minutes=3,
    title=("averages", "能不能取平均"),
    statement=(
        "Averaging the embeddings of two words makes sense, averaging their ids does not. Why?",
        "两个词的编号不能取平均，它们的嵌入却可以。为什么？",
    ),
    good=(
        "- An id is a name, not an amount. Shuffle the vocabulary and nothing changes but the names; "
        "an average of names would change.\n"
        "- The average of ids 4 and 8 is 6: a third word that has nothing to do with the two.\n"
        "- Embeddings are vectors that training has placed: near vectors act alike in the model. The average "
        "is a point between the two, and the model computes with it.",
        "- 编号只是名字，不是数量。把词表打乱重排，除了名字什么都没变，而“名字的平均”却会变。\n"
        "- 编号 4 和 8 的平均是 6：那是与两者毫无关系的第三个词。\n"
        "- 嵌入是训练得到的向量，位置相近的向量在模型中作用相近；"
        "平均之后是两者之间的一个点，模型可以拿它继续计算。",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("sequences", "序列"),
    Item(
        "ids are sizes",
        "In a vocabulary “four” has id 14 and “seven” has id 7. What does that tell the network about what "
        "the words mean?",
        "词表里 four 的编号是 14，seven 的编号是 7。关于两个词的意思，网络能从中得出什么？",
        wrong(
            "“four” counts twice as much as “seven”",
            "four 的分量是 seven 的两倍",
            "An id is never multiplied. It only says which row of the embedding table is taken.",
            "编号从不参与乘法。它只说明取嵌入表的哪一行。",
        ),
        wrong(
            "their meanings are seven steps apart",
            "两个词的意思相差七步",
            "Words with neighbouring ids need not mean similar things: ids follow a count or the alphabet.",
            "相邻的编号意思未必相近：编号只是按频率或字母顺序排的。",
        ),
        right(
            "nothing: the two are different tokens, no more",
            "什么也得不出：只知道这是两个不同的词元",
            "What a word means to the model is in its embedding, which training makes.",
            "一个词对模型意味着什么，在它的嵌入里，而嵌入是训练出来的。",
        ),
    ),
    Item(
        "padding is harmless without a mask",
        "A sentence of 3 tokens is padded to 10. You average the embeddings of all 10 positions, without a "
        "mask. What happens?",
        "一个 3 个词元的句子被填充到 10。不用掩码，直接对 10 个位置的嵌入取平均，会怎样？",
        wrong(
            "nothing: PAD is 0 and adds nothing",
            "没有影响：PAD 是 0，加上也不变",
            "The id is 0, but that says nothing about row 0 of the table: it is zero only if you ask for it "
            "(`padding_idx=0`). And even then you would divide by 10 instead of 3.",
            "编号是 0，不等于嵌入表的第 0 行是零：只有指定了 `padding_idx=0` 才是。就算那一行全是零，"
            "你也是除以 10，而不是除以 3。",
        ),
        right(
            "the result depends on how long its neighbours in the batch are",
            "结果会随同一批里其他句子的长度而变",
            "In another batch the same sentence is padded to another length: another average. A mask takes "
            "the padding out.",
            "换一批，同一个句子填充的长度不同，平均值也就不同。掩码可以把填充排除在外。",
        ),
        wrong(
            "it only takes longer",
            "只是算得慢一些",
            "It does take longer, but the number is wrong as well.",
            "确实会慢，但算出来的数也错了。",
        ),
    ),
    Item(
        "what was never seen is unknown",
        "A tokenizer has all 256 bytes among its pieces, and its merges come from English text. Now it meets "
        "the emoji 😀, four bytes in UTF-8, for the first time. What does it give?",
        "一个分词器的词表里有全部 256 个字节，合并是从英文里学来的。现在它第一次遇到表情 😀，"
        "UTF-8 里是四个字节。它会给出什么？",
        wrong(
            "UNK: it has never seen this sign",
            "UNK：它从没见过这个符号",
            "The sign is new, its bytes are not: there are only 256 bytes, and all of them have ids.",
            "符号是新的，字节却不是：字节一共只有 256 个，个个都有编号。",
        ),
        wrong(
            "1 token: a sign is a sign",
            "1 个词元：一个符号就是一个",
            "It would be one, had a merge made it a piece. In English text these four bytes never stood "
            "together.",
            "要是有合并把它并成一块，才会是 1 个。可在英文里，这四个字节从来没有挨在一起过。",
        ),
        right(
            "4 tokens, one for each byte",
            "4 个词元，一个字节一个",
            "Nothing is unknown, but what is rare takes more tokens. The model reads a longer sequence "
            "for it.",
            "没有什么是未知的，只是少见的东西要用更多词元，模型读到的序列也就更长。",
        ),
    ),
    Item(
        "more merges are always better",
        "You learn subwords with 1,000 merges, then with 100,000 on the same small corpus. What do so many "
        "merges bring?",
        "在同一个小语料库上学习子词，先合并 1,000 次，再合并 100,000 次。合并这么多次会带来什么？",
        right(
            "shorter sequences, but many tokens that are seen too seldom to be learnt",
            "序列更短，但许多词元出现得太少，学不好",
            "Each merge trades length for vocabulary. At the end whole rare words are tokens, each with an "
            "embedding that hardly ever trains. On a small corpus the merges run out first.",
            "每合并一次，都是用更大的词表换更短的序列。最后连罕见的整词也成了词元，"
            "它们的嵌入几乎得不到训练。语料很小时，还没合并这么多次，就已经没有可合并的了。",
        ),
        wrong(
            "only good things: shorter sequences are easier",
            "只有好处：序列短了就更容易",
            "Shorter, yes. But the vocabulary and the embedding table grow, and each token has fewer "
            "examples.",
            "序列是短了，但词表和嵌入表都变大了，每个词元分到的例子也变少了。",
        ),
        wrong(
            "nothing: the characters are the same",
            "没有变化：字符还是那些字符",
            "The text is the same, the tokens are not: other ids, other lengths, another table.",
            "文本没变，词元却变了：编号、长度、嵌入表都不一样了。",
        ),
    ),
)
