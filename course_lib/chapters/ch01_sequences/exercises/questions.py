"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

average = Question(
    __name__,
    "average",
    title=("averages", "能不能取平均"),
    statement=(
        "Why may one not average the ids of two words, though one may average their embeddings?",
        "两个词的编号不能取平均，它们的嵌入却可以。为什么？",
    ),
    good=(
        "- An id is a name, no amount. Shuffle the vocabulary and nothing changes but the names; "
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
        "In a vocabulary “four” has id 8 and “two” has id 4. What does that tell the network?",
        "词表里 four 的编号是 8，two 的编号是 4。网络能从中得出什么？",
        wrong(
            "“four” counts twice as much as “two”",
            "four 的分量是 two 的两倍",
            "An id is never multiplied. It only says which row of the embedding table is taken.",
            "编号从不参与乘法。它只说明取嵌入表的哪一行。",
        ),
        wrong(
            "their meanings are four steps apart",
            "两个词的意思相差四步",
            "Neighbouring ids need not mean alike things: ids follow a count or the alphabet.",
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
        "every language splits at spaces",
        "A word vocabulary was built by splitting at spaces. It meets the new sentence 我喜欢自然语言处理. "
        "How many ids does it give, EOS aside?",
        "一个词表是按空格切分建立的。现在遇到一个新句子：我喜欢自然语言处理。不算 EOS，它给出几个编号？",
        wrong(
            "9, one for each character",
            "9 个，每个字一个",
            "That is a character vocabulary. Splitting at spaces never cuts between characters.",
            "那是以字为单位的词表。按空格切分，绝不会把连在一起的字切开。",
        ),
        wrong(
            "5: 我, 喜欢, 自然, 语言, 处理",
            "5 个：我、喜欢、自然、语言、处理",
            "So a reader would cut it. But these borders are not written: a segmenter would have to find "
            "them.",
            "读者会这样分词。但这些边界并没有写出来，要靠分词工具去找。",
        ),
        right(
            "1, most likely UNK",
            "1 个，而且多半是 UNK",
            "There is no space, so the whole sentence is one “word”, and hardly one seen before. Characters "
            "or subwords help.",
            "句子里没有空格，整句成了一个“词”，而且几乎不可能见过。改用字或子词就好了。",
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
