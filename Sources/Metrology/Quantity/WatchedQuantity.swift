/// An instantaneous quantity as two bytes, for quantities that are about another one.
public struct WatchedQuantity: Hashable, Sendable {
    private let index: UInt16

    private static let all: [Quantity] = QuantityCatalogue.instantaneousQuantities
    private static let places: [Quantity: UInt16] = {
        var places: [Quantity: UInt16] = [:]
        for (index, quantity) in all.enumerated() { places[quantity] = UInt16(index) }
        return places
    }()

    /// The quantity; nil for one that is no value of the moment.
    public init?(_ quantity: Quantity) {
        guard let index = Self.places[quantity] else { return nil }
        self.index = index
    }

    /// The quantity itself.
    public var quantity: Quantity { Self.all[Int(index)] }
}
