extension EnergyBank {
    /// Presets all lanes of one channel and bin, wrapped into range.
    ///
    /// - Returns: false, with nothing changed, where no such indexes are kept or one is negative.
    @discardableResult
    public mutating func preset(
        _ channel: Channel,
        bin: Int,
        to millijoules: SIMD8<Int64>
    ) -> Bool {
        guard lanes(channel, bin: bin) != nil, millijoules.min() >= 0 else { return false }
        let offset = channels == 1 ? 0 : Int(channel.rawValue)
        cells[bin * channels + offset] = millijoules % SIMD8(repeating: modulus)
        return true
    }
}
