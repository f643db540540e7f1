// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: Swift 6 mode, no warnings.
let common: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

/// Floors 0 to 2 are pure: strict memory safety holds there.
let pure: [SwiftSetting] = common + [.strictMemorySafety()]

/// The rooms of floors 0 to 2, each with what stands below it.
let rooms: [(name: String, below: [Target.Dependency])] = [
    // Floor 0: values and rules.
    ("Documents", []),
    ("SimulatedTime", [.product(name: "RealModule", package: "swift-numerics")]),
    ("Metrology", [.product(name: "RealModule", package: "swift-numerics")]),
    ("ModbusProtocol", []),
]

let package = Package(
    name: "meterfarm",
    dependencies: [
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1")
    ],
    targets: rooms.map {
        .target(name: $0.name, dependencies: $0.below, swiftSettings: pure)
    } + rooms.map {
        .testTarget(
            name: $0.name + "Tests",
            dependencies: [.init(stringLiteral: $0.name)] + $0.below,
            swiftSettings: common)
    }
)
