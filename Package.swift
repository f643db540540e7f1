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
///
/// They are optimised in debug builds too: randomised tests live thousands of meters' lives.
let pure: [SwiftSetting] =
    common + [
        .strictMemorySafety(), .unsafeFlags(["-O"], .when(configuration: .debug)),
    ]

let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let lifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let signals: Target.Dependency = .product(
    name: "UnixSignals",
    package: "swift-service-lifecycle"
)
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")

/// A room of the house with its tests, each seeing only what stands below it.
func room(
    _ name: String,
    below: [Target.Dependency] = [],
    settings: [SwiftSetting] = common
) -> [Target] {
    [
        .target(name: name, dependencies: below, swiftSettings: settings),
        .testTarget(
            name: name + "Tests",
            dependencies: [.init(stringLiteral: name), "TestSupport"] + below,
            swiftSettings: common
        ),
    ]
}

// Floor 0: values and rules.
let floor0 =
    room("Documents", settings: pure)
    + room("SimulatedTime", below: [realModule], settings: pure)
    + room("Metrology", below: [realModule], settings: pure)
    + room("ModbusProtocol", settings: pure)
    + room("MBusProtocol", settings: pure)

// Floor 1: descriptions read from JSON, validated, compiled.
let floor1 =
    room(
        "LoadProfiles",
        below: ["Documents", "SimulatedTime", "Metrology", realModule],
        settings: pure
    )
    + room(
        "MeterModels",
        below: ["Documents", "Metrology", "ModbusProtocol", "MBusProtocol"],
        settings: pure
    )

// Floor 2: the simulation.
let simulation: [Target.Dependency] = [
    "Documents", "SimulatedTime", "Metrology", "ModbusProtocol", "MBusProtocol", "LoadProfiles",
    "MeterModels",
]
let floor2 = room("FarmCore", below: simulation + [realModule], settings: pure)

// Floor 3: one technology a room.
let floor3 =
    room(
        "FarmLines",
        below: [
            "SimulatedTime", "MeterModels", "FarmCore", "CPseudoTerminal", "CSerialDevice", nioCore,
            nioPosix,
        ]
    )
    + room("FarmReports", below: simulation + ["FarmCore"], settings: pure)
    + room("FarmStore", below: ["SimulatedTime", "FarmCore", grdb])
    + room("ModbusMaster", below: ["CModbus"])
    + room("MBusMaster", below: ["MBusProtocol"])
    + room("ControlClient", below: ["Documents", nioCore, nioPosix, nioHTTP1])
    + room(
        "FarmHTTP",
        below: simulation + [
            "FarmCore", nioCore, lifecycle, logging, hummingbird, hummingbirdCore, httpTypes,
        ]
    )
    + [
        .target(name: "CPseudoTerminal"),
        .target(
            name: "CSerialDevice",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]
        ),
        .target(
            name: "CSimulatedDisk",
            cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])],
            linkerSettings: [.linkedLibrary("sqlite3")]
        ),
        .target(name: "SimulatedDisk", dependencies: ["CSimulatedDisk"], swiftSettings: common),
        .testTarget(
            name: "SimulatedDiskTests",
            dependencies: ["SimulatedDisk", "TestSupport", grdb, sqlite],
            swiftSettings: common
        ),
        .systemLibrary(
            name: "CModbus",
            pkgConfig: "libmodbus",
            providers: [.apt(["libmodbus-dev"])]
        ),
    ]

// Attic and roof: the rooms put together.
let roof =
    room(
        "FarmDaemon",
        below: simulation + [
            "FarmCore", "FarmLines", "FarmStore", "ModbusMaster", "MBusMaster", "FarmHTTP",
            "ControlClient", nioCore, nioPosix, lifecycle, signals, logging,
        ]
    )
    + [
        .executableTarget(
            name: "meterfarm",
            dependencies: simulation + [
                "FarmCore", "FarmReports", "ModbusMaster", "MBusMaster", "FarmDaemon",
                "ControlClient", arguments,
            ],
            swiftSettings: common
        ),
        .executableTarget(
            name: "meterfarm-bench",
            dependencies: simulation + ["FarmCore", "FarmDaemon"],
            path: "Benchmarks/meterfarm-bench",
            swiftSettings: common
        ),
        .target(
            name: "FieldTrial",
            dependencies: simulation + ["FarmCore", "FarmStore", "SimulatedDisk"],
            swiftSettings: common + [.unsafeFlags(["-O"], .when(configuration: .debug))]
        ),
        .executableTarget(
            name: "fieldtrial",
            dependencies: ["FieldTrial", "Documents", arguments],
            path: "Sources/FieldTrialCommand",
            swiftSettings: common
        ),
        .testTarget(
            name: "FieldTrialTests",
            dependencies: ["FieldTrial", "Documents", "TestSupport"],
            resources: [.copy("pinned-seeds.txt")],
            swiftSettings: common
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: common),
        .testTarget(name: "HouseRulesTests", dependencies: ["TestSupport"], swiftSettings: common),
        .testTarget(
            name: "ProfilesTests",
            dependencies: simulation + ["FarmCore", "FarmDaemon", "TestSupport"],
            swiftSettings: common
        ),
    ]

let package = Package(
    name: "meterfarm",
    products: [.executable(name: "meterfarm", targets: ["meterfarm"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // Without swift-configuration and the whole of Foundation.
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            from: "2.28.1",
            traits: []
        ),
    ],
    targets: floor0 + floor1 + floor2 + floor3 + roof
)
