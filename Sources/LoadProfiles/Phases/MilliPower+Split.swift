import Metrology

extension MilliPower {
    /// Three parts whose sum is exactly this.
    func split(_ shares: [Double]) -> PerPhase<MilliPower> {
        let first = self.share(shares[0])
        let both = self.share(shares[0] + shares[1])
        return PerPhase(
            first,
            MilliPower(
                active: both.active - first.active,
                reactive: both.reactive - first.reactive
            ),
            MilliPower(active: active - both.active, reactive: reactive - both.reactive)
        )
    }

    private func share(_ share: Double) -> MilliPower {
        MilliPower(
            active: Int64((Double(active) * share).rounded()),
            reactive: Int64((Double(reactive) * share).rounded())
        )
    }
}
