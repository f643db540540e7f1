extension MeterDesign {
    /// A pulse output, counted from 1, or the lamp, 0; nil where there is none.
    public func output(_ n: Int) -> PulseOutputDesign? {
        let index = outputIndex(n)
        return n >= 0 && outputs.indices.contains(index) && (n > 0 || hasLamp)
            ? outputs[index] : nil
    }

    /// The place in ``outputs`` of an output counted from 1, or of the lamp, 0.
    public func outputIndex(_ n: Int) -> Int { hasLamp ? n : n - 1 }
}
