"""Tables: what the chapter's records say of spoken digits, the lowest and the highest of the seeds."""

from collections.abc import Sequence

from course_lib.kit.records import Record
from course_lib.kit.table import Table
from course_lib.language import pick

VOICES = {
    "known": ("voices of the training", "训练用过的嗓音"),
    "new": ("new voices", "陌生的嗓音"),
    "other": ("another synthesiser", "另一个合成器"),
}
HEADS = ("errors, of 100 digits|quiet|in noise", "每念 100 个数字的错|安静|有噪声")


def wrong(values: Sequence[float]) -> str:
    """Shares, 0 to 1, as "1–3": the lowest and the highest of a hundred."""
    low, high = (f"{100 * end(values):.0f}" for end in (min, max))
    return low if low == high else f"{low}–{high}"


def errors(network: Record, chain: Record, language: str, *voices: str) -> Table:
    """Of the records `spoken` and `spoken_by_hand`: wrong digits by who reads, by voices and noise."""
    runs = {
        pick("chain", "流程"): chain.where(language=language, distance="nearest"),
        pick("network", "网络"): network.where(language=language),
    }
    rows = [
        [f"{pick(*VOICES[one])}{pick(', ', '，')}{name}"]
        + [wrong([run["errors"][one][condition] for run in found]) for condition in ("easy", "noisy")]
        for one in voices
        for name, found in runs.items()
    ]
    return Table(pick(*HEADS).split("|"), rows)


def cuts(chain: Record, language: str) -> Table:
    """Of the record `spoken_by_hand`, new voices: how well it cuts, and what it reads with true cuts."""
    (run,) = chain.where(language=language, distance="nearest")
    told = (
        ("cut", "strings cut into the right number of pieces", "切出的段数正确的（串）"),
        ("errors", "wrong digits, cut by the chain", "读错的数字，流程自己切"),
        ("given", "wrong digits, cut where the digits really are", "读错的数字，按真正的起止切"),
    )
    rows = [
        [pick(*words), *(wrong([run[what]["new"][condition]]) for condition in ("easy", "noisy"))]
        for what, *words in told
    ]
    heads = pick("new voices, of 100|quiet|in noise", "陌生的嗓音，每 100 个|安静|有噪声").split("|")
    return Table(heads, rows)


def by_voice(network: Record, chain: Record, language: str) -> Table:
    """Of the records `spoken` and `spoken_by_hand`: each new voice, from the most to the least familiar."""
    (by_hand,) = chain.where(language=language, distance="nearest")
    runs = network.where(language=language)
    rows = []
    for k, voice in sorted(enumerate(by_hand["voices"]), key=lambda found: found[1]["apart"]):
        read = [run["voices"][k] for run in runs]
        cells = [
            wrong([one[condition] for one in found])
            for condition in ("easy", "noisy")
            for found in ([voice], read)
        ]
        rows.append([voice["voice"], f"{voice['apart']:.2f}", *cells])
    heads = pick(
        "voice|distance|quiet: chain|network|in noise: chain|network",
        "嗓音|距离|安静：流程|网络|有噪声：流程|网络",
    )
    return Table(heads.split("|"), rows)


def heard_noise(network: Record, quiet: Record, chain: Record, language: str) -> Table:
    """Of the records `spoken`, `spoken_quiet` and `spoken_by_hand`, new voices: both sides, without noise in
    what they learned from and with it."""
    chains = [
        chain.where(language=language, distance=distance)
        for distance in ("nearest", "nearest, templates in noise")
    ]
    networks = [record.where(language=language) for record in (quiet, network)]
    names = pick(
        "chain, templates without noise|network, trained without noise|"
        "chain, templates with noise|network, trained with noise",
        "流程，模板没听过噪声|网络，训练里没有噪声|流程，模板听过噪声|网络，训练里有噪声",
    )
    sides = (chains[0], networks[0], chains[1], networks[1])
    rows = [
        [name, *(wrong([run["errors"]["new"][condition] for run in runs]) for condition in ("easy", "noisy"))]
        for name, runs in zip(names.split("|"), sides, strict=True)
    ]
    return Table(pick(*HEADS).split("|"), rows)


def found(network: Record, chain: Record, language: str) -> list[str]:
    """What the chapter found, in a few words each, by the records: the last column of its closing table."""
    runs, english = network.where(language=language), network.where(language="en")
    (taught,) = chain.where(language=language, distance="nearest, templates in noise")
    noisy = wrong([run["errors"]["new"]["noisy"] for run in runs]), wrong([taught["errors"]["new"]["noisy"]])
    other = wrong([run["errors"]["other"]["easy"] for run in english])
    written = sum(run["lengths"]["8"]["written"] for run in runs) / len(runs)
    return [
        pick("a matrix in place of a table of vectors", "只把查表换成了一个矩阵"),
        pick(
            "not in quiet; in noise, both taught, {} of 100 wrong, the chain {}",
            "安静时并不；都听过噪声，100 个错 {} 个，流程错 {} 个",
        ).format(*noisy),
        pick("on another synthesiser {} of 100 wrong", "换一个合成器，100 个错 {} 个").format(other),
        pick("of eight digits it writes {}", "念八位，它平均写 {} 位").format(f"{written:.1f}"),
    ]


def chains(chain: Record, language: str) -> Table:
    """Of the record `spoken_by_hand`, new voices: the chain of the lesson and two better ones."""
    told = {
        "nearest": ("the lesson's chain", "正文里的流程"),
        "warped": ("compared by time warping", "用时间规整来比"),
        "nearest, templates in noise": ("templates that heard noise", "模板听过噪声"),
    }
    rows = []
    for name, words in told.items():
        (run,) = chain.where(language=language, distance=name)
        rows.append([pick(*words), *(wrong([run["errors"]["new"][kind]]) for kind in ("easy", "noisy"))])
    return Table(pick(*HEADS).split("|"), rows)


def translated(record: Record) -> Table:
    """Of the record `translated`: BLEU on the test part by search, and with a beam by the source's words."""
    run = record.results[0]
    rows = [
        [pick(*words), f"{run['systems']['average'][beam]['test']['BLEU']:.1f}"]
        for beam, words in (("1", ("all, greedy", "全部，贪心")), ("5", ("all, beam of 5", "全部，束宽 5")))
    ]
    after = 0
    for part in run["by_length"]:
        low, high, last = after + 1, part["words"], part is run["by_length"][-1]
        name = (
            (f"more than {after} words", f"超过 {after} 个词")
            if last
            else (f"{low} to {high} words", f"{low} 到 {high} 个词")
        )
        rows.append([pick(*name), f"{part['BLEU']:.1f}"])
        after = high
    return Table(pick("captions|BLEU", "描述|BLEU").split("|"), rows)
