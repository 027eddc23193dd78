"""To think about: a question in words, and the quiz."""

from course_lib.kit.practice.exercise import Question
from course_lib.kit.practice.quiz import Item, Quiz, right, wrong

three_inputs = Question(
    __name__,
    "three_inputs",
    title=("the third input", "第三个输入"),
    statement=(
        "You will often read that a decoder has two inputs: the context, and the token that it said before. "
        "There is a third. Which, and what would go wrong without it? Think of writing the number 222.",
        "常听人说，解码器有两个输入：上下文向量，和它上一步说的词元。其实还有第三个。是什么？"
        "少了它会出什么问题？想一想怎样写出 222 这个数。",
    ),
    good=(
        "- Its own state s_{t−1}: s_t = g(y_{t−1}, s_{t−1}, c).\n"
        "- The context is the same at every step, and y_{t−1} is only the last token, not all that was "
        "said. Without the state nothing else tells the decoder where it is.\n"
        "- In 222 the context is the same after the first 2 and after the second, and so is the last token: "
        "without a state the same inputs give the same answer. It would say 2 for ever, or stop after the "
        "first.\n"
        "- The state also tells what is still to be said. (Where the context is only s_0, as in Sutskever "
        "et al. 2014, the context itself would be lost after the first step.)",
        "- 它自己的状态 s_{t−1}：s_t = g(y_{t−1}, s_{t−1}, c)。\n"
        "- 上下文向量每一步都一样，y_{t−1} 只是上一个词元，并不是说过的全部。没有状态，"
        "解码器就不知道自己写到了哪里。\n"
        "- 写 222 时，写完第一个 2 和写完第二个 2，上下文向量相同，上一个词元也相同；没有状态，输入就一样，"
        "回答也就一样：要么永远说 2，要么说完第一个就停。\n"
        "- 状态里还有“接下来该说什么”。（如果上下文向量只用作 s_0，如 Sutskever 等（2014），那么没有状态，"
        "走完第一步，连上下文向量也丢了。）",
    ),
)

quiz = Quiz(
    __name__,
    "quiz",
    ("the decoder", "解码器"),
    Item(
        "softmax before cross_entropy is right, or harmless",
        "You apply softmax to the logits of 10 tokens, hand the result to torch's `cross_entropy`, and "
        "train. What happens?",
        "词表有 10 个词元。你先对 logits 做 softmax，再交给 torch 的 `cross_entropy`，然后训练。会怎样？",
        wrong(
            "all is well: cross-entropy needs probabilities",
            "没问题：交叉熵本来就要用概率",
            "In the formula, yes. But the function in torch takes logits and makes the probabilities itself.",
            "公式里确实如此。但 torch 的这个函数要的是 logits，概率由它自己来算。",
        ),
        right(
            "no error, but the loss cannot fall below about 1.46",
            "不报错，但损失最低只能降到约 1.46",
            "Its logits now lie between 0 and 1. Even for a perfect answer the second softmax gives no more "
            "than e / (e + 9) = 0.23, and −ln 0.23 = 1.46. Training still goes on, slowly and less "
            "far: so it is seldom noticed.",
            "它拿到的“logits”都在 0 和 1 之间。哪怕答案完美，第二次 softmax 也最多给出 e / (e + 9) = 0.23，"
            "而 −ln 0.23 = 1.46。训练照样进行，只是学得慢，也学得差，所以很难发现。",
        ),
        wrong(
            "torch stops with an error",
            "torch 会报错停下",
            "If only it did. The shapes fit, and any numbers may be logits.",
            "要是会报错就好了。形状是对的，而任何数都可以当 logits。",
        ),
    ),
    Item(
        "EOS is decoration: a length limit would do",
        "A model is trained without EOS in what it is asked to say. When it is used, the loop stops after "
        "as many tokens as the longest target had. What is lost?",
        "训练时，要模型说的内容里没有 EOS；使用时，说满最长目标的长度就停。这样会失去什么？",
        right(
            "the model cannot tell where its answer ends",
            "模型无法表示答案到哪里结束",
            "Each answer has its own length, and only the model can know it. Without EOS it is cut at the "
            "limit, with something invented behind every shorter answer.",
            "每个答案长短不同，只有模型能判断。没有 EOS，它就一直说到上限，"
            "较短的答案后面都拖着编出来的内容。",
        ),
        wrong(
            "nothing: the limit stops it",
            "什么也不失去：有上限就会停",
            "It stops, but at the same place for all. A limit is a safety belt, no end.",
            "停是停了，但所有句子都停在同一个长度。上限只是保险，不是结尾。",
        ),
        wrong(
            "only time: some steps too many",
            "只是多花时间：多走了几步",
            "The steps too many are also tokens too many, and they are in the answer.",
            "多走的步也会多说词元，而且都留在答案里。",
        ),
    ),
    Item(
        "reading all tokens at once shows the answers",
        "In training, one call of `advance` reads all the right tokens of a sentence. Has the decoder seen "
        "the third token when it is asked for the third?",
        "训练时，调用一次 `advance`，就读完一句话里所有正确的词元。问它第三个词元是什么的时候，"
        "它已经看过第三个了吗？",
        wrong(
            "yes: all tokens went in at once",
            "看过了：所有词元一次全进去了",
            "They go in with one call, but the network still reads them in order. What it says at place 3 is "
            "computed from BOS and the first two.",
            "调用只有一次，网络却仍是按顺序读的。它在第三个位置上说什么，只由 BOS 和前两个词元算出来。",
        ),
        right(
            "no: the state at each place holds only what came before",
            "没有：每个位置上的状态里，只有前面的词元",
            "The rows are shifted by one. In chapter 03 one call gave the same logits as four steps, one "
            "after the other.",
            "读的和要说的错开了一位。第 03 章里，一次调用得到的 logits，和一步一步走四步的完全一样。",
        ),
        wrong(
            "yes, and that is why training is fast",
            "看过了，所以训练才快",
            "Training is fast because no token has to be chosen in between. The answer itself stays hidden.",
            "训练快，是因为中间不用停下来选词元。答案本身并没有给它看。",
        ),
    ),
    Item(
        "greedy finds the most probable sentence",
        "Sentences have two tokens. The first is A with probability 0.7, or B with 0.3. After A the best "
        "second token has 0.4, after B it has 1. What does greedy decoding find?",
        "句子都是两个词元。第一个词元是 A 的概率为 0.7，是 B 的概率为 0.3。A 之后最好的第二个词元概率是 "
        "0.4，B 之后是 1。贪心搜索会找到什么？",
        wrong(
            "the sentence with A, and it is the most probable",
            "以 A 开头的句子，而且它概率最大",
            "A it is, but 0.7 × 0.4 = 0.28 is less than 0.3 × 1 = 0.30.",
            "是以 A 开头，但 0.7 × 0.4 = 0.28，小于 0.3 × 1 = 0.30。",
        ),
        right(
            "the sentence with A, though one with B is more probable",
            "以 A 开头的句子，但以 B 开头的那句概率更大",
            "0.28 against 0.30. Greedy takes the best next token and never goes back; beam search keeps "
            "several beginnings.",
            "0.28 对 0.30。贪心搜索每步只取眼前最好的，从不回头；束搜索会同时保留几个开头。",
        ),
        wrong(
            "the sentence with B, because it is the most probable",
            "以 B 开头的句子，因为它概率最大",
            "It is the most probable, but greedy does not look ahead: at the first step A is ahead.",
            "它的概率确实最大，但贪心搜索不往前看：第一步领先的是 A。",
        ),
    ),
)
