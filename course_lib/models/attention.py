"""Attention: each decoder step takes its own weighted mean of the source (Bahdanau et al. 2015)."""

from torch import Tensor, nn

from course_lib.data.ranges import choice

SCORES = ("dot", "general", "additive")


class Attention(nn.Module):
    """weights = softmax over source positions of score(query, output); context = sum of weights * outputs.

    "dot"       q . h               (Luong et al. 2015, equation 8)
    "general"   q . W h             (Luong et al. 2015, equation 8)
    "additive"  v . tanh(W q + U h) (Bahdanau et al. 2015, A.1.2; here q is the current state, not the last)

    Beams share the memory: rows b*K to b*K + K-1 of the query belong to row b of the memory. They are folded
    into the query axis, so that the memory is never copied, whatever K.
    """

    def __init__(self, score: str, query_size: int, memory_size: int):
        """query_size is H of the decoder, memory_size is M of the encoder's outputs.

        Raises ValueError for an unknown score, and for "dot" between two sizes.
        """
        super().__init__()
        choice("attention", score, SCORES)
        if score == "dot" and query_size != memory_size:
            raise ValueError(
                f"dot attention needs decoder and memory of one size, not {query_size} and {memory_size}: "
                "choose general or additive, which learn a bridge"
            )
        self.score = score
        if score != "dot":
            self.key = nn.Linear(memory_size, query_size, bias=False)  # W of general, U of additive
        if score == "additive":
            self.query = nn.Linear(query_size, query_size, bias=False)
            self.vector = nn.Linear(query_size, 1, bias=False)

    def keys(self, outputs: Tensor) -> Tensor:
        """outputs (B, S, M) -> what queries are scored against (B, S, H), the same at every step."""
        return outputs if self.score == "dot" else self.key(outputs)

    def forward(
        self, query: Tensor, outputs: Tensor, mask: Tensor, keys: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """query (B*K, k, H), outputs (B, S, M), mask (B, S) -> context (B*K, k, M), weights (B*K, k, S).

        `keys` are `self.keys(outputs)`, where a caller has kept them. The mask comes before the softmax: the
        weights of real positions sum to 1, the others are exactly 0. Each row of the mask holds a real
        position. "dot" and "general" are two matrix products; "additive" needs B*K*k*S*H numbers of room,
        here held once. Raises ValueError when the query's rows are no multiple of the memory's.
        """
        rows, steps, _ = query.shape
        if rows % len(outputs):
            raise ValueError(f"{rows} rows of queries do not share {len(outputs)} rows of memory evenly")
        keys = self.keys(outputs) if keys is None else keys
        folded = query.reshape(len(outputs), -1, query.size(-1))  # (B, K*k, H)
        scores = self._scores(folded, keys).masked_fill(~mask[:, None], float("-inf"))  # (B, K*k, S)
        weights = scores.softmax(-1)
        context = weights @ outputs  # (B, K*k, M)
        return context.reshape(rows, steps, -1), weights.reshape(rows, steps, -1)

    def _scores(self, query: Tensor, keys: Tensor) -> Tensor:
        if self.score != "additive":
            return query @ keys.transpose(1, 2)
        summed = self.query(query)[:, :, None] + keys[:, None]  # (B, K*k, S, H)
        return self.vector(summed.tanh_())[..., 0]  # in place: autograd keeps one such tensor, not two
