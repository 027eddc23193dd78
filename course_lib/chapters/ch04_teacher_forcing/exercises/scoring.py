"""A score that looks better in the log than in use: teacher forcing that nobody switched off."""

from torch import tensor
from torch.nn.functional import one_hot

from course_lib.kit.practice.exercise import exercise


def _count(token, state):
    """A toy decoder. Its state begins with the token that it should read now, and goes on with those that it
    should say. It never says 5, and having read a wrong token it says a wrong one."""
    expected, wanted = state[0], state[1] if len(state) > 1 else 2
    said = 9 if wanted == 5 else wanted if token == expected else wanted % 9 + 1
    return 4.0 * one_hot(tensor(said), 10), state[1:]


def _case(*answers: list[int]) -> tuple:
    return _count, [[1, *answer] for answer in answers], [*answers]


@exercise(
    "repair",
    minutes=4,
    title=("better in the log than in use", "日志里成绩很好，一用就没了"),
    statement=(
        "**The symptom.** On held-out sentences the training log says that most tokens are right. Whoever "
        "uses the same model on the same sentences finds many more errors.\n\n"
        "`tokens_right(step, contexts, answers)` measures the share of tokens that the model writes rightly "
        "when it is **alone**: closed book. `step(token, state)` is one step of the decoder: from the last "
        "token and the state to the logits (V,) and the new state. Each sentence begins with BOS (1) and its "
        "context; it takes as many steps as its answer has tokens, and the token at each place is compared. "
        "Find the fault, and repair it.",
        "**症状**：在留出的句子上，训练日志说大部分词元都对，拿同一个模型、同样的句子来用，"
        "错误却多出一大截。\n\n"
        "`tokens_right(step, contexts, answers)` 要测的是模型**独自**写的时候，写对的词元的比例，也就是闭卷。"
        "`step(token, state)` 是解码器的一步：由上一词元和状态，得到 logits (V,) 和新的状态。"
        "每一句从 BOS（1）和自己的上下文向量开始，答案有几个词元就走几步，一个位置一个位置地比。"
        "请找出毛病，把它修好。",
    ),
    hints=[
        (
            "Write down what the decoder reads at the second step, when its first token was wrong.",
            "假设第一个词元说错了。第二步它读到的是什么？写下来看看。",
        ),
        (
            "Who gives it the next token to read, when nobody knows the answer?",
            "没有人知道答案的时候，下一步读的词元从哪里来？",
        ),
        ("It reads what it said: `token = said`.", "它读自己说的：`token = said`。"),
    ],
    cases=[
        _case([4, 5, 6, 7, 2], [3, 4, 2], [5, 3, 2]),
        _case([6, 5, 2], [5, 5, 4, 3, 2]),
        _case([3, 8, 2]),
        _case([7, 4, 5, 2]),
    ],
    distractors=(
        "            token = 1",
        "        right += said == answer[-1]",
    ),
    broken=(
        """
        def tokens_right(step, contexts, answers):
            right, total = 0, 0
            for state, answer in zip(contexts, answers, strict=True):
                token = 1
                for wanted in answer:
                    logits, state = step(token, state)
                    right += int(logits.argmax()) == wanted
                    token = wanted
                total += len(answer)
            return right / total
        """,
        "So far it is the code as it came. Follow one sentence with a pencil, step by step.",
        "现在还是原来的代码。拿支笔，跟着一句话一步步走。",
    ),
)
def tokens_right(step, contexts, answers):
    right, total = 0, 0
    for state, answer in zip(contexts, answers, strict=True):
        token = 1
        for wanted in answer:
            logits, state = step(token, state)
            token = int(logits.argmax())
            right += token == wanted
        total += len(answer)
    return right / total


def _score(step, contexts, answers, fed):
    """How many tokens of each sentence are right, when `fed(said, wanted, first)` is read next."""
    counts = []
    for state, answer in zip(contexts, answers, strict=True):
        token, count = 1, 0
        for wanted in answer:
            logits, state = step(token, state)
            said = int(logits.argmax())
            count, token = count + (said == wanted), fed(said, wanted)
        counts.append(count)
    return counts


tokens_right.wrong(
    "Now the decoder reads BOS at every step, and never what it said.",
    "现在解码器每一步读的都是 BOS，从不读自己说过的。",
    lambda step, contexts, answers: (
        sum(_score(step, contexts, answers, lambda said, wanted: 1)) / sum(map(len, answers))
    ),
)
tokens_right.wrong(
    "You average over sentences: a token of a short sentence then counts for more than one of a long one.",
    "你是按句子取的平均：短句里的一个词元，分量就比长句里的重。",
    lambda step, contexts, answers: (
        sum(
            count / len(answer)
            for count, answer in zip(
                _score(step, contexts, answers, lambda said, wanted: said), answers, strict=True
            )
        )
        / len(answers)
    ),
)
tokens_right.wrong(
    "That is the share of sentences that are right as a whole. Asked for is the share of tokens.",
    "这是整句全对的比例。要的是词元写对的比例。",
    lambda step, contexts, answers: (
        sum(
            count == len(answer)
            for count, answer in zip(
                _score(step, contexts, answers, lambda said, wanted: said), answers, strict=True
            )
        )
        / len(answers)
    ),
)
tokens_right.wrong(
    "That is how many are right. Asked for is their share of all tokens.",
    "这是写对了几个。要的是在所有词元里占的比例。",
    lambda step, contexts, answers: sum(_score(step, contexts, answers, lambda said, wanted: said)),
)
