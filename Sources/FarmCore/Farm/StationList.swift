/// The meters of a bus by address, while a farm file is read.
struct StationList {
    private var first: [UInt8: String] = [:]
    /// 0 stands for all meters of a bus.
    private var homes: Set<UInt8> = [0]

    /// Adds a meter.
    ///
    /// - Returns: a number that no other meter of the bus has, its address where that is free; nil
    ///   when all are taken. And who has the address already.
    mutating func add(_ name: String, at address: UInt8) -> (home: UInt8?, other: String?) {
        let other = first[address]
        if other == nil { first[address] = name }
        // Twins take numbers from the top, where addresses are rare.
        let home =
            homes.contains(address)
            ? (1...UInt8.max).reversed().first { !homes.contains($0) } : address
        if let home { homes.insert(home) }
        return (home, other)
    }
}
